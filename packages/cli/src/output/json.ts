/** Two spaces, as `op --format json` prints. */
export const formatJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
