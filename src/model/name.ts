/** Windows compares names of hosts, switches and adapters without regard to case. */
export const nameKey = (name: string): string => name.toLowerCase();

/** Total order of names: by key, then by spelling, in UTF-16 code units, so that no locale changes an output. */
export const compareNames = (a: string, b: string): number => {
  const keyA = nameKey(a);
  const keyB = nameKey(b);
  if (keyA !== keyB) return keyA < keyB ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** An adapter as people write it: `vm/adapter`, and the bare name for a host vNIC. */
export const adapterLabel = (vm: string | null, adapter: string): string => (vm === null ? adapter : `${vm}/${adapter}`);

/** The text is the label of the adapter of this VM; the label is not made only to be compared. */
export const isAdapterLabel = (text: string, vm: string, adapter: string): boolean =>
  text.length === vm.length + 1 + adapter.length && text.startsWith(vm) && text[vm.length] === '/' && text.endsWith(adapter);
