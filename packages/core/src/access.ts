/** What may be done in a vault, in the letters of `op connect token create --vault V[,r|w|rw]`. */
export type Access = 'r' | 'w' | 'rw';

export type Permission = 'read' | 'write';

export const isAccess = (text: string): text is Access => text === 'r' || text === 'w' || text === 'rw';

/** Whether everything that `asked` may do, `granted` may do as well. */
export const covers = (granted: Access, asked: Access): boolean => granted === 'rw' || granted === asked;

export const permissionsOf = (access: Access): readonly Permission[] => {
  switch (access) {
    case 'r':
      return ['read'];
    case 'w':
      return ['write'];
    case 'rw':
      return ['read', 'write'];
  }
};

/** `undefined` where nothing is permitted: there is no such access. */
export function accessOf(permissions: readonly Permission[]): Access | undefined {
  const read = permissions.includes('read');
  const write = permissions.includes('write');
  if (read && write) return 'rw';
  if (read) return 'r';
  return write ? 'w' : undefined;
}

/** What both allow; `undefined` where they share nothing. */
export function meet(one: Access, other: Access): Access | undefined {
  if (covers(one, other)) return other;
  return covers(other, one) ? one : undefined;
}
