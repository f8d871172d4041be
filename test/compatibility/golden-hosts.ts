/** For each rule that the inventory can show: a host where it speaks, what it then says, and a host where it does not. */
import type { RuleStatus } from '../../src/compatibility/evaluate-rules.ts';
import type { Adapter, Host, Nic, VirtualSwitch } from '../../src/model/host.ts';
import { mbps } from '../../src/units/quantity.ts';
import {
  buildAdapter,
  buildHost,
  buildMigrationAdapter,
  buildNic,
  buildSettings,
  buildSwitch,
  buildVm,
  buildVmAdapter,
} from '../builders/host-builder.ts';

export interface Golden {
  readonly speaks: Host;
  readonly status: Exclude<RuleStatus, 'not-applicable'>;
  readonly subjects: readonly string[];
  readonly silent: Host;
}

const twoPorts = (overrides: Partial<Nic>, second: Partial<Nic> = overrides): readonly Nic[] => [
  buildNic(overrides),
  buildNic({ name: 'NIC2', ...second }),
];

/** A host of one switch: its settings, its ports and its operating system. */
const over = (virtualSwitch: Partial<VirtualSwitch>, ports: readonly Nic[] = twoPorts({}), more: Partial<Host> = {}): Host =>
  buildHost({ switches: [buildSwitch(virtualSwitch)], nics: ports, ...more });

const lbfo = (os: Host['os'], ports?: readonly Nic[], more: Partial<Host> = {}): Host =>
  over({ teaming: 'lbfo', loadBalancing: 'dynamic', bandwidthMode: 'none' }, ports, { os, ...more });
const set = (os: Host['os'], ports?: readonly Nic[], more: Partial<Host> = {}): Host =>
  over({ bandwidthMode: 'none' }, ports, { os, ...more });

const STORAGE = buildAdapter({ name: 'SMB1', role: 'storage' });
const withStorage = { adapters: [STORAGE] } as const;
const RDMA = twoPorts({ rdma: 'rocev2', dcbTrafficClasses: 8 });
const QUEUES = twoPorts({ vmqQueues: 31 });
const PAIRS = twoPorts({ vmqQueues: 31, queuePairLimit: 128 });
const smb = { adapters: [buildMigrationAdapter()], settings: buildSettings({ transport: 'smb' }) } as const;

const vmWith = (...adapters: readonly Partial<Adapter>[]): Partial<Host> => ({
  vms: [buildVm({ adapters: adapters.map((each, index) => buildVmAdapter({ name: `Net${index + 1}`, ...each })) })],
});
const iov = (asked: Partial<Adapter>, teaming: VirtualSwitch['teaming'] = 'set'): Host =>
  over({ teaming, iovEnabled: true, bandwidthMode: 'none' }, undefined, { ...vmWith({ iov: true, ...asked }) });
const guest = (size: number): Partial<Host> => vmWith(...Array.from({ length: size }, () => ({ guestTeam: true })));

const direct = (name: string, port: Partial<Nic>): { nic: Nic; adapter: Adapter } => ({
  nic: buildNic({ name, switch: null, ...port }),
  adapter: buildAdapter({ name: `S-${name}`, switch: null, nic: name, role: 'storage' }),
});
const directHost = (...ports: readonly { nic: Nic; adapter: Adapter }[]): Host =>
  buildHost({ switches: [], nics: ports.map(({ nic }) => nic), adapters: ports.map(({ adapter }) => adapter) });

const ports = (count: number): readonly Nic[] => Array.from({ length: count }, (_, index) => buildNic({ name: `NIC${index + 10}` }));

const on = (speaks: Host, silent: Host, status: Golden['status'], ...subjects: readonly string[]): Golden => ({
  speaks,
  silent,
  status,
  subjects: subjects.length === 0 ? ['Converged'] : subjects,
});

const OPERATING_SYSTEMS: Readonly<Record<string, Golden>> = {
  'switch-works-on-lbfo': on(lbfo('2019'), lbfo('2022'), 'holds'),
  'switch-excluded-by-lbfo-from-2022': on(lbfo('2022'), lbfo('2019'), 'triggered'),
  'rdma-excluded-by-switch-on-2012r2': on(
    over({ teaming: 'none' }, [buildNic({ rdma: 'iwarp' })], { os: '2012r2', ...withStorage }),
    over({ teaming: 'none' }, [buildNic({ rdma: 'iwarp' })], { os: '2016', ...withStorage }),
    'triggered',
  ),
  'rdma-works-under-switch-from-2016': on(set('2016', RDMA, smb), lbfo('2016', RDMA, smb), 'holds'),
};

const TEAMS: Readonly<Record<string, Golden>> = {
  'sriov-excluded-by-lbfo': on(lbfo('2016', undefined, vmWith({ iov: true })), lbfo('2016', undefined, vmWith({})), 'triggered'),
  'sriov-works-on-set': on(iov({}), set('2019'), 'holds'),
  'rdma-excluded-by-lbfo': on(lbfo('2016', RDMA, withStorage), lbfo('2016', RDMA), 'triggered'),
  'rdma-works-on-set': on(set('2019', RDMA, withStorage), set('2019', twoPorts({}), withStorage), 'holds'),
  'weights-conditional-on-lbfo': on(over({ teaming: 'lbfo' }), lbfo('2019'), 'not-observable'),
  'weights-conditional-on-set': on(over({}), over({}, RDMA, withStorage), 'triggered'),
  'dcb-conditional-on-lbfo': on(
    lbfo('2016', twoPorts({ dcbTrafficClasses: 8 }, {})),
    lbfo('2016', twoPorts({ dcbTrafficClasses: 8 }, { dcbTrafficClasses: 4 })),
    'triggered',
  ),
  'dcb-works-on-set': on(set('2016', RDMA), set('2016'), 'holds'),
  'guest-teaming-works-on-lbfo': on(
    lbfo('2016', undefined, guest(2)),
    lbfo('2016', undefined, vmWith({}, {})),
    'holds',
    'vm01/Net1',
    'vm01/Net2',
  ),
  'guest-teaming-works-on-set': on(
    set('2016', undefined, guest(2)),
    set('2016', undefined, vmWith({}, {})),
    'holds',
    'vm01/Net1',
    'vm01/Net2',
  ),
};

const OFFLOADS: Readonly<Record<string, Golden>> = {
  'vmq-works-on-lbfo': on(lbfo('2012r2', QUEUES), lbfo('2012r2'), 'holds'),
  'vmq-works-on-set': on(set('2016', QUEUES), set('2016', twoPorts({ vmqQueues: 31, link: mbps(1000) })), 'holds'),
  'vrss-works-on-lbfo': on(lbfo('2016', QUEUES, vmWith({})), lbfo('2016', QUEUES, { vms: [buildVm({ vcpus: 1 })] }), 'holds'),
  'vrss-works-on-set': on(set('2016', QUEUES, vmWith({})), set('2016', QUEUES), 'holds'),
  'vmmq-conditional-on-set-2016': on(set('2016', PAIRS), set('2019', PAIRS), 'not-observable'),
  'vmmq-works-on-set': on(set('2019', PAIRS), set('2016', PAIRS), 'holds'),
  'lso-conditional-on-lbfo': on(lbfo('2016', twoPorts({}, { lso: false })), lbfo('2016'), 'triggered'),
  'lso-works-on-set': on(set('2016'), set('2016', twoPorts({ lso: false })), 'holds'),
};

const PAIRS_OF_FEATURES: Readonly<Record<string, Golden>> = {
  'rss-excluded-by-vmq': on(
    buildHost({ adapters: [buildAdapter({ switch: null, nic: 'NIC1' })] }),
    directHost(direct('S1', {})),
    'triggered',
    'host01',
  ),
  'vmq-conditional-on-sriov': on(
    over({ iovEnabled: true }, twoPorts({ vmqQueues: 31 })),
    over({}, twoPorts({ vmqQueues: 31 })),
    'not-observable',
  ),
  'vmmq-works-with-sriov': on(over({ iovEnabled: true }, PAIRS), over({}, PAIRS), 'holds'),
  'vf-excluded-by-port-acl': on(iov({ acl: true }), iov({}), 'triggered', 'vm01/Net1'),
  'vf-excluded-by-bandwidth-limits': on(iov({ floor: mbps(100) }), iov({}), 'triggered', 'vm01/Net1'),
  'vf-excluded-by-vlan-trunk': on(iov({ vlans: 2 }), iov({ vlans: 2, iov: false }), 'triggered', 'vm01/Net1'),
  'weights-excluded-by-dcb': on(
    over({}, RDMA, { adapters: [{ ...STORAGE, weight: 40 }] }),
    over({}, RDMA, { adapters: [{ ...STORAGE, weight: 0 }] }),
    'triggered',
  ),
};

const SETTINGS: Readonly<Record<string, Golden>> = {
  'vmq-sums-over-switch-independent': on(lbfo('2016', QUEUES), over({ teaming: 'lbfo', loadBalancing: 'address-hash' }, QUEUES), 'holds'),
  'vmq-conditional-on-static-or-lacp': on(over({ teaming: 'lbfo', teamMode: 'lacp' }, QUEUES), lbfo('2016', QUEUES), 'holds'),
  'vmq-conditional-on-address-hash': on(over({ teaming: 'lbfo', loadBalancing: 'address-hash' }, QUEUES), lbfo('2016', QUEUES), 'holds'),
  'static-or-lacp-excluded-by-set': on(over({ teamMode: 'lacp' }), over({ teaming: 'lbfo', teamMode: 'lacp' }), 'triggered'),
  'address-hash-excluded-by-set': on(over({ loadBalancing: 'address-hash' }), over({ loadBalancing: 'dynamic' }), 'triggered'),
  'set-excluded-by-2012r2': on(set('2012r2'), set('2016'), 'triggered'),
  'set-takes-eight': on(set('2019', ports(9)), set('2019', ports(8)), 'triggered'),
  'lbfo-takes-32': on(lbfo('2019', ports(33)), lbfo('2019', ports(32)), 'triggered'),
  'unequal-speeds-excluded-by-set': on(set('2019', twoPorts({}, { link: mbps(25_000) })), set('2019'), 'triggered'),
  'unequal-models-excluded-by-set': on(
    set('2019', twoPorts({ model: 'X710' }, { model: 'X550' })),
    set('2019', twoPorts({ model: 'Intel X710' }, { model: 'intel X710 #2' })),
    'triggered',
  ),
  'lso-conditional-on-set-members': on(set('2019', twoPorts({}, { lso: false })), set('2019'), 'triggered'),
  'unequal-speeds-excluded-by-lbfo': on(lbfo('2019', twoPorts({}, { link: mbps(1000) })), lbfo('2019'), 'triggered'),
  'guest-team-takes-two': on(set('2019', undefined, guest(3)), set('2019', undefined, guest(2)), 'triggered', 'vm01'),
  'weights-excluded-by-iov': on(over({ iovEnabled: true }), over({}), 'triggered'),
  'absolute-excluded-by-iov': on(over({ iovEnabled: true, bandwidthMode: 'absolute' }), over({ iovEnabled: true }), 'triggered'),
  'absolute-conditional-on-team': on(
    over({ bandwidthMode: 'absolute' }),
    over({ bandwidthMode: 'absolute' }, [buildNic()]),
    'not-observable',
  ),
  'absolute-conditional-on-live-migration': on(over({ bandwidthMode: 'absolute' }, [buildNic()]), over({}), 'not-observable'),
  'jumbo-conditional-on-equal-frames': on(set('2019', twoPorts({ mtu: 9000 }, {})), set('2019', twoPorts({ mtu: 9000 })), 'triggered'),
  'multichannel-conditional-on-equal-ports': on(
    directHost(direct('S1', {}), direct('S2', { link: mbps(1000) })),
    directHost(direct('S1', {}), direct('S2', {})),
    'triggered',
    'host01',
  ),
  'roce-conditional-on-dcb': on(
    directHost(direct('S1', { rdma: 'rocev2' })),
    directHost(direct('S1', { rdma: 'rocev2', dcbTrafficClasses: 8 })),
    'triggered',
    'host01',
  ),
  'iwarp-excluded-by-roce': on(
    directHost(direct('S1', { rdma: 'roce' }), direct('S2', { rdma: 'iwarp' })),
    directHost(direct('S1', { rdma: 'roce' }), direct('S2', { rdma: 'rocev2' })),
    'triggered',
    'host01',
  ),
};

const ADVICE: Readonly<Record<string, Golden>> = {
  'set-advised-over-lbfo': on(lbfo('2019'), lbfo('2016'), 'triggered'),
  'switch-independent-advised': on(over({ teaming: 'lbfo', teamMode: 'static' }), over({ teaming: 'lbfo' }), 'triggered'),
  'dynamic-advised-on-lbfo': on(over({ teaming: 'lbfo', loadBalancing: 'hyper-v-port' }), lbfo('2019'), 'triggered'),
  'dynamic-advised-on-slow-set': on(set('2019', twoPorts({ link: mbps(1000) })), set('2019'), 'triggered'),
};

export const GOLDEN: Readonly<Record<string, Golden>> = {
  ...OPERATING_SYSTEMS,
  ...TEAMS,
  ...OFFLOADS,
  ...PAIRS_OF_FEATURES,
  ...SETTINGS,
  ...ADVICE,
};
