/** What is short, in words. */
import { type Lack, type Missing, UNIT_OF_LACK, type Unplaced } from '../model/placement.ts';
import { formatRounded } from '../units/format-quantity.ts';

export const LACK_WORDS: { readonly [Each in Lack]: string } = {
  memory: 'memory',
  egress: 'egress after a port loss',
  floors: 'room for floors after a port loss',
  ingress: 'receive capacity',
  queues: 'receive queues',
  functions: 'virtual functions',
  switch: 'a switch of that name',
  'no-survivor': 'another host',
};

const MIB_PER_GIB = 1024;

/** "12 GiB more memory on hv-02", "300 Mbit/s more receive capacity on hv-02 (Converged)", "a switch named Tenants". */
export const stateLack = ({ lack, host, switch: on, amount }: Unplaced | Missing): string => {
  if (lack === 'switch' && on !== null) return `a switch named ${on}`;
  if (amount === null || host === null) return LACK_WORDS[lack];
  const size = lack === 'memory' ? `${formatRounded(amount / MIB_PER_GIB)} GiB` : `${formatRounded(amount)} ${UNIT_OF_LACK[lack]}`;
  return `${size} more ${LACK_WORDS[lack]} on ${host}${on === null ? '' : ` (${on})`}`;
};
