/** How live migration copies memory. */
export const TRANSPORTS = ['smb-direct', 'smb', 'compression', 'tcpip'] as const;
/** In the order in which a tie is settled. */
export type Transport = (typeof TRANSPORTS)[number];
