import type { Permission } from '@connect-token/core';
import type { GrantedDetails } from '@connect-token/protocol/sts';

export interface GrantedVault {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
}

export type GrantOnWire = GrantedDetails[number];

export const vaultsOf = ({ vaults }: GrantOnWire): readonly GrantedVault[] =>
  vaults.map(({ vault, name, permissions }) => ({ id: vault, name, permissions }));
