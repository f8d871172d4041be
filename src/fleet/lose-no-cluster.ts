/**
 * What becomes of a chunk whose worker died: its clusters are tried one by one, and in the one that kills its worker the
 * hosts one by one, so that in the end only the host that does it is lost, and its neighbours are planned together as ever.
 */

/** Plans some hosts of a chunk, by name; null where the worker was lost, with the reason. */
export type PlanSome<Result> = (hosts: readonly string[]) => Promise<{ readonly result: Result } | { readonly lost: string }>;

export interface Salvaged<Result> {
  readonly results: readonly Result[];
  /** Hosts that take their worker with them, also when they are tried alone. */
  readonly dead: readonly { readonly host: string; readonly message: string }[];
}

/** @param clusters host names of a chunk, cluster by cluster */
export const salvage = async <Result>(clusters: readonly (readonly string[])[], planSome: PlanSome<Result>): Promise<Salvaged<Result>> => {
  const results: Result[] = [];
  const dead: { host: string; message: string }[] = [];
  for (const hosts of clusters) {
    const ended = await planSome(hosts);
    if ('result' in ended) {
      results.push(ended.result);
      continue;
    }
    const killers = await findKillers(hosts, planSome);
    const rest = hosts.filter((host) => !killers.some((killer) => killer.host === host));
    const again = rest.length === 0 || rest.length === hosts.length ? null : await planSome(rest);
    dead.push(...killers);
    if (again !== null && 'result' in again) results.push(again.result);
    // None of them alone does it: then all are lost together.
    else dead.push(...rest.map((host) => ({ host, message: ended.lost })));
  }
  return { results, dead };
};

const findKillers = async <Result>(
  hosts: readonly string[],
  planSome: PlanSome<Result>,
): Promise<readonly { readonly host: string; readonly message: string }[]> => {
  const killers: { host: string; message: string }[] = [];
  for (const host of hosts) {
    const ended = await planSome([host]);
    if ('lost' in ended) killers.push({ host, message: ended.lost });
  }
  return killers;
};
