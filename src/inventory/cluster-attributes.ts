/** clusters.csv, which an inventory may leave out: one row a cluster. */
import type { Mbps } from '../units/quantity.ts';
import { above, describeFile, from, optional, requiredName, unplanned } from './attribute.ts';

export const CLUSTER = describeFile('clusters.csv', {
  cluster: requiredName('Name of the cluster, as hosts.csv writes it; the key of the file.', 'Get-Cluster: Name'),
  uplink_mbps: unplanned(
    optional<Mbps>(
      'number',
      'not known',
      above(0, 1_000_000_000),
      'Mbit/s',
      'What the uplinks of the cluster carry out of it, all together.',
      'the configuration of its top-of-rack switches',
    ),
  ),
  spare_hosts: unplanned(
    optional<number>(
      'integer',
      'not known',
      from(0, 1000),
      'hosts',
      'Hosts whose load the others are to take over.',
      'your maintenance plan',
    ),
  ),
});
