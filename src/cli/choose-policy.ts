/** The policy of a command: a file, or the defaults. */
import { DEFAULT_POLICY, type Policy } from '../model/policy.ts';

/** @throws PolicyError where the file is no policy */
export const readPolicyOf = async (path: string | null): Promise<Policy> => {
  if (path === null) return DEFAULT_POLICY;
  const { readPolicy } = await import('../inventory/policy-file.ts');
  return readPolicy(path);
};
