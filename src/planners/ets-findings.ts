/** What is worth saying about a switch under DCB beside its percents. */
import type { Finding } from '../model/finding.ts';
import type { SwitchPlan } from '../model/plan.ts';
import { isBelow } from '../units/rounding.ts';

/** Nothing for a switch that another layer rules. */
export const etsFindings = ({ switch: subject, ets, flows }: SwitchPlan): Finding[] => {
  if (ets === null) return [];
  const findings: Finding[] = [];
  const promised = flows.filter(({ vm, floor }) => vm !== null && floor > 0);
  const [cluster, , others] = ets.classes;
  if (promised.length > 0 && others !== undefined) {
    const floors = promised.reduce((sum, { floor }) => sum + floor, 0);
    const values = { adapters: promised.length, floors, guaranteed: others.guaranteedAfterLoss };
    findings.push({ code: 'floors-share-class', severity: 'warning', subject, values });
  }
  if (cluster !== undefined && isBelow(cluster.guaranteed, cluster.demand)) {
    const values = { asked: cluster.demand, guaranteed: cluster.guaranteed };
    findings.push({ code: 'cluster-class-short', severity: 'warning', subject, values });
  } else if (cluster !== undefined && isBelow(cluster.guaranteedAfterLoss, cluster.floor)) {
    const values = { asked: cluster.floor, guaranteed: cluster.guaranteedAfterLoss };
    findings.push({ code: 'cluster-class-short', severity: 'warning', subject, values });
  }
  const adapters = flows.filter(({ weightNow }) => weightNow !== null && weightNow > 0).length;
  if (adapters > 0) findings.push({ code: 'weights-beside-dcb', severity: 'warning', subject, values: { adapters } });
  return findings;
};
