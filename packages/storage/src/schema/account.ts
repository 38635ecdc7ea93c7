import type { Access, GroupType, TokenState, VaultType } from '@connect-token/core';
import type { Generated } from 'kysely';

/** The one account of a store. A Connect token is in no table, sealed or not. */
interface AccountTable {
  readonly singleton: 1;
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the account file that it was made from, lower-case hex. */
  readonly file_hash: string;
  readonly created_at: number;
  /** What tokens are signed with and told by, sealed: it opens with the sealing key of this store, and with no other. */
  signing_key: Uint8Array;
  /** Vault access credits; `null` where the plan is unlimited. */
  plan_limit: number | null;
  /** Another one after each change of what may be granted. Written by triggers only. */
  readonly offer_mark: Generated<string>;
}

interface VaultTable {
  readonly id: string;
  name: string;
  readonly description: string;
  readonly type: VaultType;
  attribute_version: number;
  content_version: number;
  readonly created_at: number;
  updated_at: number;
}

/** `sealed` holds the sections and the fields; what stands in a list without opening anything is beside it. */
interface ItemTable {
  readonly id: string;
  readonly vault_id: string;
  title: string;
  readonly category: string;
  /** JSON: an array of texts. */
  tags: string;
  /** JSON: an array of `{href, label, primary}`. */
  urls: string;
  favorite: 0 | 1;
  version: number;
  readonly created_at: number;
  updated_at: number;
  edited_by: string;
  sealed: Uint8Array;
}

/** A file of an item; `sealed` is what is in it. */
interface ItemFileTable {
  readonly id: string;
  readonly item_id: string;
  readonly name: string;
  /** Bytes, before they were sealed. */
  readonly size: number;
  section_id: string | null;
  /** The order in which they are shown, from 0. */
  readonly position: number;
  readonly created_at: number;
  sealed: Uint8Array;
}

/** A deleted server keeps its row, because its tokens keep theirs. */
interface ServerTable {
  readonly id: string;
  name: string;
  readonly created_at: number;
  state: Generated<'ACTIVE' | 'DELETED'>;
  tokens_version: Generated<number>;
  /** Whether it may get no vault but those of `server_fixed_vault`. */
  readonly fixed: 0 | 1;
}

interface ServerFixedVaultTable {
  readonly server_id: string;
  readonly vault_id: string;
}

/** That a credentials file was issued, and when it ended: nothing of what stands in it opens anything. */
interface CredentialsFileTable {
  readonly device_uuid: string;
  readonly server_id: string;
  readonly key_id: string;
  readonly created_at: number;
  ended_at: number | null;
}

interface VaultGrantTable {
  readonly server_id: string;
  readonly vault_id: string;
  access: Access;
}

interface PersonTable {
  readonly id: string;
  readonly name: string;
}

interface AccountGroupTable {
  readonly id: string;
  readonly name: string;
  readonly type: GroupType;
}

interface AccountGroupMemberTable {
  readonly group_id: string;
  readonly person_id: string;
}

/** The managers of all servers without a list of their own. */
interface ManagerTable {
  readonly group_id: string;
}

/** A server's own managers, where it has any. */
interface ServerManagerTable {
  readonly server_id: string;
  readonly group_id: string;
}

/** What is known of a Connect token: everything but the token. */
interface TokenTable {
  /** The JWT's `jti`. */
  readonly id: string;
  name: string;
  readonly server_id: string;
  state: TokenState;
  readonly created_at: number;
  readonly expires_at: number | null;
  revoked_at: number | null;
}

interface TokenVaultTable {
  readonly token_id: string;
  readonly vault_id: string;
  /** The order asked for, from 0. */
  readonly position: number;
  readonly access: Access;
}

/** The tables of the embedded account. Instants are milliseconds since the epoch. */
export interface AccountTables {
  readonly account: AccountTable;
  readonly vault: VaultTable;
  readonly item: ItemTable;
  readonly item_file: ItemFileTable;
  readonly server: ServerTable;
  readonly server_fixed_vault: ServerFixedVaultTable;
  readonly credentials_file: CredentialsFileTable;
  readonly vault_grant: VaultGrantTable;
  readonly person: PersonTable;
  readonly account_group: AccountGroupTable;
  readonly account_group_member: AccountGroupMemberTable;
  readonly manager: ManagerTable;
  readonly server_manager: ServerManagerTable;
  readonly token: TokenTable;
  readonly token_vault: TokenVaultTable;
}
