/** One change of every setting on every kind of target that it takes. */
import type { Change } from '../../src/model/outcome.ts';
import { INTERRUPTING, SETTING_TARGETS, SETTINGS, type Setting, type Target, type TargetKind } from '../../src/model/setting.ts';
import { APPLY_SETTINGS } from '../../src/reports/apply-settings.ts';

export interface Names {
  readonly switch: string;
  readonly nic: string;
  readonly adapter: string;
  readonly vm: string;
}

export const PLAIN_NAMES: Names = { switch: 'Converged', nic: 'NIC1', adapter: 'SMB1', vm: 'vm01' };

export const targetOfKind = (kind: TargetKind, names: Names): Target => {
  switch (kind) {
    case 'host':
    case 'cluster':
      return { kind };
    case 'switch':
      return { kind, switch: names.switch };
    case 'nic':
    case 'intent':
      return { kind, nic: names.nic };
    case 'host-vnic':
      return { kind, adapter: names.adapter };
    case 'vm-adapter':
      return { kind, vm: names.vm, adapter: names.adapter };
    case 'smb-category':
      return { kind, category: 'LiveMigration' };
    case 'traffic-class':
      return { kind, name: 'SMB_Direct', priority: 3 };
    case 'qos-policy':
      return { kind, name: 'SMB_Direct', match: 'smb-direct' };
    case 'priority':
      return { kind, priority: 3 };
  }
};

const valuesOf = (setting: Setting, names: Names): readonly [now: string, proposed: string] => {
  const form = APPLY_SETTINGS[setting].value;
  if (form === 'integer') return ['1', '5'];
  if (form === 'boolean') return ['false', 'true'];
  return form === 'name' ? ['NIC9', names.nic] : [form[1] as string, form[0] as string];
};

export const changeOf = (setting: Setting, kind: TargetKind, names: Names = PLAIN_NAMES): Change => {
  const [now, proposed] = valuesOf(setting, names);
  return {
    order: 1,
    setting,
    subject: kind === 'vm-adapter' ? `${names.vm}/${names.adapter}` : names.adapter,
    target: targetOfKind(kind, names),
    now,
    proposed,
    disruptive: INTERRUPTING.has(setting),
    travelsWithVm: kind === 'vm-adapter',
    gain: '',
    rule: 'a-rule',
    layer: 'host',
  };
};

export const everyChange = (names: Names = PLAIN_NAMES): readonly Change[] =>
  SETTINGS.flatMap((setting) => SETTING_TARGETS[setting].map((kind: TargetKind) => changeOf(setting, kind, names)));
