// Written by `node --conditions=ct-src scripts/openapi.mjs` from the schemas beside it; a test says when it is stale.
import type { ManagementCode } from './errors.ts';
import type { OperationId } from './operations.ts';
import type { Shape } from './shape.ts';
import type { WireOperation, WireTable } from './wire-table.ts';

interface GeneratedTable extends WireTable {
  readonly operations: Readonly<Record<OperationId, WireOperation>>;
  readonly evidence: Readonly<Record<ManagementCode, Shape>>;
}

export const WIRE: GeneratedTable = {
  operations: {
    readCaller: { method: 'GET', path: '/caller', answer: { kind: 'named', name: 'Caller' } },
    listVaults: {
      method: 'GET',
      path: '/vaults',
      answer: {
        kind: 'object',
        members: {
          items: { kind: 'list', first: [], rest: { kind: 'named', name: 'Vault' }, max: 1000 },
          next_cursor: {
            kind: 'either',
            shapes: [{ kind: 'text', pattern: /^[A-Za-z0-9]{1,64}$/ }, { kind: 'null' }],
          },
        },
        needed: ['items', 'next_cursor'],
      },
    },
    createVault: { method: 'POST', path: '/vaults', answer: { kind: 'named', name: 'Vault' } },
    readVault: { method: 'GET', path: '/vaults/{vault}', answer: { kind: 'named', name: 'Vault' } },
    renameVault: { method: 'PATCH', path: '/vaults/{vault}', answer: { kind: 'named', name: 'Vault' } },
    listServers: {
      method: 'GET',
      path: '/servers',
      answer: {
        kind: 'object',
        members: {
          items: { kind: 'list', first: [], rest: { kind: 'named', name: 'Server' }, max: 1000 },
          next_cursor: {
            kind: 'either',
            shapes: [{ kind: 'text', pattern: /^[A-Za-z0-9]{1,64}$/ }, { kind: 'null' }],
          },
        },
        needed: ['items', 'next_cursor'],
      },
    },
    createServer: { method: 'POST', path: '/servers', answer: { kind: 'named', name: 'CreatedServer' } },
    readServer: { method: 'GET', path: '/servers/{server}', answer: { kind: 'named', name: 'Server' } },
    renameServer: { method: 'PATCH', path: '/servers/{server}', answer: { kind: 'named', name: 'Server' } },
    deleteServer: { method: 'DELETE', path: '/servers/{server}', answer: { kind: 'named', name: 'Deleted' } },
    grantVault: {
      method: 'PUT',
      path: '/servers/{server}/grants/{vault}',
      answer: { kind: 'named', name: 'Server' },
    },
    revokeVault: {
      method: 'DELETE',
      path: '/servers/{server}/grants/{vault}',
      answer: { kind: 'named', name: 'Server' },
    },
    listTokens: {
      method: 'GET',
      path: '/tokens',
      answer: {
        kind: 'object',
        members: {
          items: { kind: 'list', first: [], rest: { kind: 'named', name: 'Token' }, max: 1000 },
          next_cursor: {
            kind: 'either',
            shapes: [{ kind: 'text', pattern: /^[A-Za-z0-9]{1,64}$/ }, { kind: 'null' }],
          },
        },
        needed: ['items', 'next_cursor'],
      },
    },
    createToken: { method: 'POST', path: '/tokens', answer: { kind: 'named', name: 'IssuedToken' } },
    readToken: { method: 'GET', path: '/tokens/{token}', answer: { kind: 'named', name: 'Token' } },
    renameToken: { method: 'PATCH', path: '/tokens/{token}', answer: { kind: 'named', name: 'Token' } },
    deleteToken: { method: 'DELETE', path: '/tokens/{token}', answer: { kind: 'named', name: 'Deleted' } },
    listPeople: {
      method: 'GET',
      path: '/people',
      answer: {
        kind: 'object',
        members: {
          items: { kind: 'list', first: [], rest: { kind: 'named', name: 'Person' }, max: 1000 },
          next_cursor: {
            kind: 'either',
            shapes: [{ kind: 'text', pattern: /^[A-Za-z0-9]{1,64}$/ }, { kind: 'null' }],
          },
        },
        needed: ['items', 'next_cursor'],
      },
    },
    listGroups: {
      method: 'GET',
      path: '/groups',
      answer: {
        kind: 'object',
        members: {
          items: { kind: 'list', first: [], rest: { kind: 'named', name: 'Group' }, max: 1000 },
          next_cursor: {
            kind: 'either',
            shapes: [{ kind: 'text', pattern: /^[A-Za-z0-9]{1,64}$/ }, { kind: 'null' }],
          },
        },
        needed: ['items', 'next_cursor'],
      },
    },
    createGroup: { method: 'POST', path: '/groups', answer: { kind: 'named', name: 'Group' } },
    readGroup: { method: 'GET', path: '/groups/{group}', answer: { kind: 'named', name: 'Group' } },
    addMember: {
      method: 'PUT',
      path: '/groups/{group}/members/{person}',
      answer: { kind: 'named', name: 'Group' },
    },
    removeMember: {
      method: 'DELETE',
      path: '/groups/{group}/members/{person}',
      answer: { kind: 'named', name: 'Group' },
    },
    readManagers: { method: 'GET', path: '/managers', answer: { kind: 'named', name: 'Managers' } },
    grantManager: {
      method: 'PUT',
      path: '/managers/global/{group}',
      answer: { kind: 'named', name: 'Managers' },
    },
    revokeManager: {
      method: 'DELETE',
      path: '/managers/global/{group}',
      answer: { kind: 'named', name: 'Managers' },
    },
    grantManagerOfAll: {
      method: 'PUT',
      path: '/managers/all-servers/{group}',
      answer: { kind: 'named', name: 'Managers' },
    },
    revokeManagerOfAll: {
      method: 'DELETE',
      path: '/managers/all-servers/{group}',
      answer: { kind: 'named', name: 'Managers' },
    },
    grantManagerOfServer: {
      method: 'PUT',
      path: '/servers/{server}/managers/{group}',
      answer: { kind: 'named', name: 'Managers' },
    },
    revokeManagerOfServer: {
      method: 'DELETE',
      path: '/servers/{server}/managers/{group}',
      answer: { kind: 'named', name: 'Managers' },
    },
    readCredits: { method: 'GET', path: '/credits', answer: { kind: 'named', name: 'CreditReport' } },
    readPlan: { method: 'GET', path: '/credits/plan', answer: { kind: 'named', name: 'CreditPlan' } },
    setPlan: { method: 'PUT', path: '/credits/plan', answer: { kind: 'named', name: 'CreditReport' } },
    listEvents: {
      method: 'GET',
      path: '/audit',
      answer: {
        kind: 'object',
        members: {
          items: { kind: 'list', first: [], rest: { kind: 'named', name: 'AuditEvent' }, max: 1000 },
          next_cursor: {
            kind: 'either',
            shapes: [{ kind: 'text', pattern: /^[A-Za-z0-9]{1,64}$/ }, { kind: 'null' }],
          },
        },
        needed: ['items', 'next_cursor'],
      },
    },
    readAuditHead: {
      method: 'GET',
      path: '/audit/head',
      answer: {
        kind: 'object',
        members: {
          head: {
            kind: 'either',
            shapes: [
              {
                kind: 'object',
                members: {
                  number: { kind: 'whole', min: 0, max: 9007199254740991 },
                  hash: { kind: 'text', pattern: /^[0-9a-f]{64}$/ },
                  at: { kind: 'named', name: 'Instant' },
                },
                needed: ['number', 'hash', 'at'],
              },
              { kind: 'null' },
            ],
          },
        },
        needed: ['head'],
      },
    },
    listSeals: {
      method: 'GET',
      path: '/audit/seals',
      answer: {
        kind: 'object',
        members: {
          items: { kind: 'list', first: [], rest: { kind: 'named', name: 'AuditSeal' }, max: 1000 },
          next_cursor: {
            kind: 'either',
            shapes: [{ kind: 'text', pattern: /^[A-Za-z0-9]{1,64}$/ }, { kind: 'null' }],
          },
        },
        needed: ['items', 'next_cursor'],
      },
    },
    listTrail: {
      method: 'GET',
      path: '/audit/trail',
      answer: {
        kind: 'object',
        members: {
          items: { kind: 'list', first: [], rest: { kind: 'named', name: 'SealedAuditEvent' }, max: 1000 },
          next_cursor: {
            kind: 'either',
            shapes: [{ kind: 'text', pattern: /^[A-Za-z0-9]{1,64}$/ }, { kind: 'null' }],
          },
        },
        needed: ['items', 'next_cursor'],
      },
    },
    listUses: {
      method: 'GET',
      path: '/audit/usage',
      answer: {
        kind: 'object',
        members: {
          items: { kind: 'list', first: [], rest: { kind: 'named', name: 'TokenUse' }, max: 1000 },
          next_cursor: {
            kind: 'either',
            shapes: [{ kind: 'text', pattern: /^[A-Za-z0-9]{1,64}$/ }, { kind: 'null' }],
          },
        },
        needed: ['items', 'next_cursor'],
      },
    },
    listLeases: {
      method: 'GET',
      path: '/leases',
      answer: {
        kind: 'object',
        members: {
          items: { kind: 'list', first: [], rest: { kind: 'named', name: 'Lease' }, max: 1000 },
          next_cursor: {
            kind: 'either',
            shapes: [{ kind: 'text', pattern: /^[A-Za-z0-9]{1,64}$/ }, { kind: 'null' }],
          },
        },
        needed: ['items', 'next_cursor'],
      },
    },
    endLeases: { method: 'POST', path: '/leases/end', answer: { kind: 'named', name: 'EndedLeases' } },
    listCredentials: {
      method: 'GET',
      path: '/credentials',
      answer: {
        kind: 'object',
        members: {
          items: { kind: 'list', first: [], rest: { kind: 'named', name: 'Credential' }, max: 1000 },
          next_cursor: {
            kind: 'either',
            shapes: [{ kind: 'text', pattern: /^[A-Za-z0-9]{1,64}$/ }, { kind: 'null' }],
          },
        },
        needed: ['items', 'next_cursor'],
      },
    },
    createCredential: {
      method: 'POST',
      path: '/credentials',
      answer: { kind: 'named', name: 'IssuedCredential' },
    },
    revokeCredential: {
      method: 'DELETE',
      path: '/credentials/{credential}',
      answer: { kind: 'named', name: 'Revoked' },
    },
  },
  problem: { kind: 'named', name: 'Problem' },
  evidence: {
    VAULTS_EMPTY: { kind: 'object', members: {}, needed: [] },
    VAULTS_TOO_MANY: {
      kind: 'object',
      members: {
        given: { kind: 'whole', min: 0, max: 9007199254740991 },
        limit: { kind: 'whole', min: 0, max: 9007199254740991 },
      },
      needed: ['given', 'limit'],
    },
    VAULT_REPEATED: {
      kind: 'object',
      members: {
        vault: { kind: 'text' },
        line: { kind: 'whole', min: 0, max: 9007199254740991 },
        firstLine: { kind: 'whole', min: 0, max: 9007199254740991 },
      },
      needed: ['vault', 'line', 'firstLine'],
    },
    VAULT_UNKNOWN: {
      kind: 'object',
      members: {
        vault: { kind: 'text' },
        nearest: { kind: 'either', shapes: [{ kind: 'text' }, { kind: 'null' }] },
      },
      needed: ['vault', 'nearest'],
    },
    VAULT_BUILT_IN: {
      kind: 'object',
      members: {
        vault: { kind: 'text' },
        id: { kind: 'text' },
        type: { kind: 'either', shapes: [{ kind: 'text' }, { kind: 'null' }] },
      },
      needed: ['vault', 'id', 'type'],
    },
    VAULT_NOT_GRANTED: {
      kind: 'object',
      members: { vault: { kind: 'text' }, server: { kind: 'text' } },
      needed: ['vault', 'server'],
    },
    PERMISSION_NOT_GRANTED: {
      kind: 'object',
      members: {
        vault: { kind: 'text' },
        server: { kind: 'text' },
        asked: { kind: 'word', words: ['r', 'w', 'rw'] },
        granted: { kind: 'word', words: ['r', 'w', 'rw'] },
      },
      needed: ['vault', 'server', 'asked', 'granted'],
    },
    SERVER_UNKNOWN: {
      kind: 'object',
      members: {
        server: { kind: 'text' },
        nearest: { kind: 'either', shapes: [{ kind: 'text' }, { kind: 'null' }] },
      },
      needed: ['server', 'nearest'],
    },
    LIFETIME_OUT_OF_RANGE: {
      kind: 'object',
      members: {
        given: { kind: 'whole', min: 0, max: 9007199254740991 },
        min: { kind: 'whole', min: 0, max: 9007199254740991 },
        max: { kind: 'whole', min: 0, max: 9007199254740991 },
      },
      needed: ['given', 'min', 'max'],
    },
    NAME_INVALID: {
      kind: 'object',
      members: {
        thing: { kind: 'word', words: ['server', 'token', 'vault', 'group', 'credential'] },
        name: { kind: 'text' },
        problem: { kind: 'text' },
      },
      needed: ['thing', 'name', 'problem'],
    },
    TOKEN_UNKNOWN: { kind: 'object', members: { token: { kind: 'text' } }, needed: ['token'] },
    GROUP_UNKNOWN: {
      kind: 'object',
      members: {
        group: { kind: 'text' },
        nearest: { kind: 'either', shapes: [{ kind: 'text' }, { kind: 'null' }] },
      },
      needed: ['group', 'nearest'],
    },
    LEASE_UNKNOWN: { kind: 'object', members: { lease: { kind: 'text' } }, needed: ['lease'] },
    END_NOTE_INVALID: { kind: 'object', members: { problem: { kind: 'text' } }, needed: ['problem'] },
    PERSON_UNKNOWN: {
      kind: 'object',
      members: {
        person: { kind: 'text' },
        nearest: { kind: 'either', shapes: [{ kind: 'text' }, { kind: 'null' }] },
      },
      needed: ['person', 'nearest'],
    },
    VAULTS_FIXED: {
      kind: 'object',
      members: { server: { kind: 'text' }, vault: { kind: 'text' } },
      needed: ['server', 'vault'],
    },
    OWNERS_EMPTY: { kind: 'object', members: { group: { kind: 'text' } }, needed: ['group'] },
    NOT_A_MANAGER: {
      kind: 'object',
      members: { server: { kind: 'either', shapes: [{ kind: 'text' }, { kind: 'null' }] } },
      needed: ['server'],
    },
    CREDITS_EXHAUSTED: {
      kind: 'object',
      members: {
        holder: {
          kind: 'either',
          shapes: [
            { kind: 'object', members: { kind: { kind: 'word', words: ['account'] } }, needed: ['kind'] },
            {
              kind: 'object',
              members: { kind: { kind: 'word', words: ['rule'] }, rule: { kind: 'text' } },
              needed: ['kind', 'rule'],
            },
            {
              kind: 'object',
              members: { kind: { kind: 'word', words: ['server'] }, serverId: { kind: 'text' } },
              needed: ['kind', 'serverId'],
            },
            {
              kind: 'object',
              members: { kind: { kind: 'word', words: ['vault'] }, vaultId: { kind: 'text' } },
              needed: ['kind', 'vaultId'],
            },
          ],
        },
        limit: { kind: 'whole', min: 0, max: 9007199254740991 },
        used: { kind: 'whole', min: 0, max: 9007199254740991 },
        needed: { kind: 'whole', min: -9007199254740991, max: 9007199254740991 },
        retryAfter: {
          kind: 'either',
          shapes: [{ kind: 'whole', min: 0, max: 9007199254740991 }, { kind: 'null' }],
        },
      },
      needed: ['holder', 'limit', 'used', 'needed', 'retryAfter'],
    },
    CREDENTIAL_INVALID: { kind: 'object', members: { problem: { kind: 'text' } }, needed: ['problem'] },
    CREDENTIAL_EXPIRED: {
      kind: 'object',
      members: {
        expiredAt: { kind: 'whole', min: -9007199254740991, max: 9007199254740991 },
        now: { kind: 'whole', min: -9007199254740991, max: 9007199254740991 },
      },
      needed: ['expiredAt', 'now'],
    },
    CREDENTIAL_RIGHT_MISSING: {
      kind: 'object',
      members: { right: { kind: 'word', words: ['read', 'manage', 'tokens:create', 'owner'] } },
      needed: ['right'],
    },
    PRECONDITION_FAILED: { kind: 'object', members: {}, needed: [] },
    RATE_LIMITED: {
      kind: 'object',
      members: { limit: { kind: 'text' }, retryAfter: { kind: 'whole', min: 0, max: 9007199254740991 } },
      needed: ['limit', 'retryAfter'],
    },
    CONTROL_PLANE_UNAVAILABLE: { kind: 'object', members: { cause: { kind: 'text' } }, needed: ['cause'] },
    STORE_UNAVAILABLE: { kind: 'object', members: { cause: { kind: 'text' } }, needed: ['cause'] },
    REQUEST_MALFORMED: { kind: 'object', members: { problem: { kind: 'text' } }, needed: ['problem'] },
    REQUEST_TOO_LARGE: {
      kind: 'object',
      members: { limitBytes: { kind: 'whole', min: 0, max: 9007199254740991 } },
      needed: ['limitBytes'],
    },
    REQUEST_TOO_SLOW: { kind: 'object', members: {}, needed: [] },
    ROUTE_UNKNOWN: {
      kind: 'object',
      members: { method: { kind: 'text' }, path: { kind: 'text' } },
      needed: ['method', 'path'],
    },
    INTERNAL: { kind: 'object', members: {}, needed: [] },
  },
  named: {
    Actor: {
      kind: 'either',
      shapes: [
        { kind: 'object', members: { kind: { kind: 'word', words: ['owner'] } }, needed: ['kind'] },
        {
          kind: 'object',
          members: {
            kind: { kind: 'word', words: ['person'] },
            person_id: { kind: 'text', min: 1, max: 256 },
          },
          needed: ['kind', 'person_id'],
        },
      ],
    },
    AuditEvent: {
      kind: 'object',
      members: {
        id: { kind: 'text', min: 1, max: 256 },
        at: { kind: 'named', name: 'Instant' },
        kind: {
          kind: 'word',
          words: [
            'lease.intent',
            'lease.adopted',
            'lease.active',
            'lease.revoking',
            'lease.stuck',
            'lease.revoked',
            'lease.failed',
            'server.create',
            'server.rename',
            'server.delete',
            'vault.create',
            'vault.rename',
            'vault.grant',
            'vault.revoke',
            'token.create',
            'token.rename',
            'token.delete',
            'group.create',
            'group.member.add',
            'group.member.remove',
            'manager.grant',
            'manager.revoke',
            'credits.plan',
            'lease.end',
            'credential.create',
            'credential.revoke',
            'item.create',
            'item.update',
            'item.delete',
            'item.import',
            'account.export',
            'account.rekey',
            'policy.change',
          ],
        },
        actor: { kind: 'either', shapes: [{ kind: 'named', name: 'Actor' }, { kind: 'null' }] },
        subject: {
          kind: 'object',
          members: {
            lease: { kind: 'text', min: 1, max: 256 },
            token: { kind: 'text', min: 1, max: 256 },
            server: { kind: 'text', min: 1, max: 256 },
            vault: { kind: 'text', min: 1, max: 256 },
            group: { kind: 'text', min: 1, max: 256 },
            person: { kind: 'text', min: 1, max: 256 },
            credential: { kind: 'text', min: 1, max: 256 },
            run: { kind: 'text', min: 1, max: 256 },
            repository: { kind: 'text', min: 1, max: 256 },
          },
          needed: [],
        },
        detail: { kind: 'map', values: { kind: 'any' } },
      },
      needed: ['id', 'at', 'kind', 'actor', 'subject', 'detail'],
    },
    AuditSeal: {
      kind: 'object',
      members: {
        number: { kind: 'whole', min: 0, max: 9007199254740991 },
        at: { kind: 'named', name: 'Instant' },
        previous: { kind: 'text', pattern: /^[0-9a-f]{64}$/ },
        hash: { kind: 'text', pattern: /^[0-9a-f]{64}$/ },
        events: {
          kind: 'list',
          first: [],
          rest: {
            kind: 'object',
            members: {
              id: { kind: 'text', min: 1, max: 256 },
              sha256: { kind: 'text', pattern: /^[0-9a-f]{64}$/ },
            },
            needed: ['id', 'sha256'],
          },
          max: 200,
        },
      },
      needed: ['number', 'at', 'previous', 'hash', 'events'],
    },
    Caller: {
      kind: 'object',
      members: {
        actor: { kind: 'named', name: 'Actor' },
        rights: {
          kind: 'list',
          first: [],
          rest: { kind: 'word', words: ['read', 'manage', 'tokens:create'] },
        },
        expires_at: { kind: 'either', shapes: [{ kind: 'named', name: 'Instant' }, { kind: 'null' }] },
        capabilities: {
          kind: 'object',
          members: {
            settles_within: { kind: 'whole', min: 0, max: 9007199254740991 },
            lists_may_be_stale: { kind: 'boolean' },
            vault_types_known: { kind: 'boolean' },
          },
          needed: ['settles_within', 'lists_may_be_stale', 'vault_types_known'],
        },
      },
      needed: ['actor', 'rights', 'expires_at', 'capabilities'],
    },
    CreatedServer: {
      kind: 'object',
      members: { server: { kind: 'named', name: 'Server' }, credentials: { kind: 'text' } },
      needed: ['server', 'credentials'],
    },
    Credential: {
      kind: 'object',
      members: {
        id: { kind: 'text', min: 1, max: 256 },
        name: { kind: 'text' },
        person_id: { kind: 'text', min: 1, max: 256 },
        rights: {
          kind: 'list',
          first: [{ kind: 'word', words: ['read', 'manage', 'tokens:create'] }],
          rest: { kind: 'word', words: ['read', 'manage', 'tokens:create'] },
        },
        created_at: { kind: 'named', name: 'Instant' },
        expires_at: { kind: 'named', name: 'Instant' },
        revoked_at: { kind: 'either', shapes: [{ kind: 'named', name: 'Instant' }, { kind: 'null' }] },
      },
      needed: ['id', 'name', 'person_id', 'rights', 'created_at', 'expires_at', 'revoked_at'],
    },
    CreditPlan: {
      kind: 'either',
      shapes: [
        {
          kind: 'object',
          members: { kind: { kind: 'word', words: ['unlimited'] } },
          needed: ['kind'],
          closed: true,
        },
        {
          kind: 'object',
          members: {
            kind: { kind: 'word', words: ['metered'] },
            limit: { kind: 'whole', min: 0, max: 9007199254740991 },
          },
          needed: ['kind', 'limit'],
          closed: true,
        },
      ],
    },
    CreditReport: {
      kind: 'object',
      members: {
        plan: { kind: 'named', name: 'CreditPlan' },
        own: { kind: 'named', name: 'CreditPlan' },
        usage: { kind: 'whole', min: 0, max: 9007199254740991 },
        servers: {
          kind: 'list',
          first: [],
          rest: {
            kind: 'object',
            members: {
              server_id: { kind: 'text', min: 1, max: 256 },
              usage: { kind: 'whole', min: 0, max: 9007199254740991 },
            },
            needed: ['server_id', 'usage'],
          },
        },
        held: { kind: 'whole', min: 0, max: 9007199254740991 },
        used: { kind: 'whole', min: 0, max: 9007199254740991 },
      },
      needed: ['plan', 'own', 'usage', 'servers', 'held', 'used'],
    },
    Deleted: {
      kind: 'object',
      members: { outcome: { kind: 'word', words: ['deleted', 'absent'] } },
      needed: ['outcome'],
    },
    EndedLeases: {
      kind: 'object',
      members: {
        ended: { kind: 'whole', min: 0, max: 9007199254740991 },
        revoked: { kind: 'whole', min: 0, max: 9007199254740991 },
      },
      needed: ['ended', 'revoked'],
    },
    Group: {
      kind: 'object',
      members: {
        id: { kind: 'text', min: 1, max: 256 },
        name: { kind: 'text' },
        type: { kind: 'word', words: ['OWNERS', 'ADMINISTRATORS', 'USER_DEFINED'] },
        members: { kind: 'list', first: [], rest: { kind: 'text', min: 1, max: 256 } },
      },
      needed: ['id', 'name', 'type', 'members'],
    },
    Instant: {
      kind: 'text',
      pattern:
        /^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}(?:Z))$/,
    },
    IssuedCredential: {
      kind: 'object',
      members: {
        credential: { kind: 'named', name: 'Credential' },
        secret: { kind: 'text', pattern: /^ctm_[A-Za-z0-9_-]{43}$/ },
      },
      needed: ['credential', 'secret'],
    },
    IssuedToken: {
      kind: 'object',
      members: { token: { kind: 'named', name: 'Token' }, secret: { kind: 'text' } },
      needed: ['token', 'secret'],
    },
    Lease: {
      kind: 'object',
      members: {
        id: { kind: 'text', min: 1, max: 256 },
        state: { kind: 'word', words: ['intent', 'active', 'revoking', 'revoked', 'failed'] },
        server_id: { kind: 'text', min: 1, max: 256 },
        vault_ids: { kind: 'list', first: [], rest: { kind: 'text', min: 1, max: 256 } },
        repository_id: { kind: 'either', shapes: [{ kind: 'text' }, { kind: 'null' }] },
        run_id: { kind: 'either', shapes: [{ kind: 'text' }, { kind: 'null' }] },
        run_attempt: { kind: 'either', shapes: [{ kind: 'text' }, { kind: 'null' }] },
        rule: { kind: 'either', shapes: [{ kind: 'text' }, { kind: 'null' }] },
        token_id: { kind: 'either', shapes: [{ kind: 'text', min: 1, max: 256 }, { kind: 'null' }] },
        created_at: { kind: 'named', name: 'Instant' },
        expires_at: { kind: 'named', name: 'Instant' },
        end_reason: {
          kind: 'either',
          shapes: [
            {
              kind: 'word',
              words: [
                'handle',
                'token',
                'webhook',
                'poll',
                'operator',
                'run',
                'sweep',
                'expiry',
                'abandoned',
                'scope-mismatch',
                'outcome-unknown',
                'orphan',
              ],
            },
            { kind: 'null' },
          ],
        },
        ended_at: { kind: 'either', shapes: [{ kind: 'named', name: 'Instant' }, { kind: 'null' }] },
        attempts: { kind: 'whole', min: 0, max: 9007199254740991 },
        next_try_at: { kind: 'either', shapes: [{ kind: 'named', name: 'Instant' }, { kind: 'null' }] },
        stuck_at: { kind: 'either', shapes: [{ kind: 'named', name: 'Instant' }, { kind: 'null' }] },
      },
      needed: [
        'id',
        'state',
        'server_id',
        'vault_ids',
        'repository_id',
        'run_id',
        'run_attempt',
        'rule',
        'token_id',
        'created_at',
        'expires_at',
        'end_reason',
        'ended_at',
        'attempts',
        'next_try_at',
        'stuck_at',
      ],
    },
    Managers: {
      kind: 'object',
      members: {
        global: { kind: 'list', first: [], rest: { kind: 'text', min: 1, max: 256 } },
        own: {
          kind: 'list',
          first: [],
          rest: {
            kind: 'object',
            members: {
              server_id: { kind: 'text', min: 1, max: 256 },
              groups: {
                kind: 'list',
                first: [{ kind: 'text', min: 1, max: 256 }],
                rest: { kind: 'text', min: 1, max: 256 },
              },
            },
            needed: ['server_id', 'groups'],
          },
        },
      },
      needed: ['global', 'own'],
    },
    Person: {
      kind: 'object',
      members: { id: { kind: 'text', min: 1, max: 256 }, name: { kind: 'text' } },
      needed: ['id', 'name'],
    },
    Problem: {
      kind: 'object',
      members: {
        type: { kind: 'text' },
        title: { kind: 'text' },
        status: { kind: 'whole', min: 400, max: 599 },
        detail: { kind: 'text' },
        code: { kind: 'text' },
        event_id: { kind: 'text' },
        effect: { kind: 'word', words: ['none', 'unknown'] },
        errors: {
          kind: 'list',
          first: [],
          rest: {
            kind: 'object',
            members: {
              code: { kind: 'text' },
              message: { kind: 'text' },
              evidence: { kind: 'map', values: { kind: 'any' } },
            },
            needed: ['code', 'message', 'evidence'],
          },
        },
      },
      needed: ['type', 'title', 'status', 'detail', 'code', 'event_id', 'effect', 'errors'],
    },
    Revoked: {
      kind: 'object',
      members: { outcome: { kind: 'word', words: ['revoked', 'absent'] } },
      needed: ['outcome'],
    },
    SealedAuditEvent: {
      kind: 'object',
      members: {
        id: { kind: 'text', min: 1, max: 256 },
        at: { kind: 'named', name: 'Instant' },
        kind: {
          kind: 'word',
          words: [
            'lease.intent',
            'lease.adopted',
            'lease.active',
            'lease.revoking',
            'lease.stuck',
            'lease.revoked',
            'lease.failed',
            'server.create',
            'server.rename',
            'server.delete',
            'vault.create',
            'vault.rename',
            'vault.grant',
            'vault.revoke',
            'token.create',
            'token.rename',
            'token.delete',
            'group.create',
            'group.member.add',
            'group.member.remove',
            'manager.grant',
            'manager.revoke',
            'credits.plan',
            'lease.end',
            'credential.create',
            'credential.revoke',
            'item.create',
            'item.update',
            'item.delete',
            'item.import',
            'account.export',
            'account.rekey',
            'policy.change',
          ],
        },
        actor: { kind: 'either', shapes: [{ kind: 'named', name: 'Actor' }, { kind: 'null' }] },
        subject: {
          kind: 'object',
          members: {
            lease: { kind: 'text', min: 1, max: 256 },
            token: { kind: 'text', min: 1, max: 256 },
            server: { kind: 'text', min: 1, max: 256 },
            vault: { kind: 'text', min: 1, max: 256 },
            group: { kind: 'text', min: 1, max: 256 },
            person: { kind: 'text', min: 1, max: 256 },
            credential: { kind: 'text', min: 1, max: 256 },
            run: { kind: 'text', min: 1, max: 256 },
            repository: { kind: 'text', min: 1, max: 256 },
          },
          needed: [],
        },
        detail: { kind: 'map', values: { kind: 'any' } },
        seal: {
          kind: 'either',
          shapes: [{ kind: 'whole', min: 0, max: 9007199254740991 }, { kind: 'null' }],
        },
      },
      needed: ['id', 'at', 'kind', 'actor', 'subject', 'detail', 'seal'],
    },
    Server: {
      kind: 'object',
      members: {
        id: { kind: 'text', min: 1, max: 256 },
        name: { kind: 'text' },
        grants: { kind: 'list', first: [], rest: { kind: 'named', name: 'VaultGrant' } },
        fixed_vaults: {
          kind: 'either',
          shapes: [{ kind: 'list', first: [], rest: { kind: 'text', min: 1, max: 256 } }, { kind: 'null' }],
        },
        created_at: { kind: 'named', name: 'Instant' },
        tokens_version: { kind: 'whole', min: 0, max: 9007199254740991 },
      },
      needed: ['id', 'name', 'grants', 'fixed_vaults', 'created_at', 'tokens_version'],
    },
    Token: {
      kind: 'object',
      members: {
        id: { kind: 'text', min: 1, max: 256 },
        name: { kind: 'text' },
        server_id: { kind: 'text', min: 1, max: 256 },
        vaults: { kind: 'list', first: [], rest: { kind: 'named', name: 'TokenVault' } },
        created_at: { kind: 'named', name: 'Instant' },
        expires_at: { kind: 'either', shapes: [{ kind: 'named', name: 'Instant' }, { kind: 'null' }] },
        state: { kind: 'word', words: ['ACTIVE', 'REVOKED'] },
      },
      needed: ['id', 'name', 'server_id', 'vaults', 'created_at', 'expires_at', 'state'],
    },
    TokenUse: {
      kind: 'object',
      members: {
        id: { kind: 'text', min: 1, max: 256 },
        request_id: { kind: 'text', max: 256 },
        at: { kind: 'named', name: 'Instant' },
        action: { kind: 'word', words: ['READ', 'CREATE', 'UPDATE', 'DELETE'] },
        result: { kind: 'word', words: ['SUCCESS', 'DENY'] },
        server_id: { kind: 'text', min: 1, max: 256 },
        token_id: { kind: 'text', min: 1, max: 256 },
        user_agent: { kind: 'text', max: 256 },
        request_ip: { kind: 'text', max: 256 },
        resource: {
          kind: 'object',
          members: {
            type: { kind: 'word', words: ['ITEM', 'VAULT'] },
            vault_id: { kind: 'either', shapes: [{ kind: 'text', min: 1, max: 256 }, { kind: 'null' }] },
            item_id: { kind: 'either', shapes: [{ kind: 'text', min: 1, max: 256 }, { kind: 'null' }] },
            item_version: {
              kind: 'either',
              shapes: [{ kind: 'whole', min: 0, max: 9007199254740991 }, { kind: 'null' }],
            },
          },
          needed: ['type', 'vault_id', 'item_id', 'item_version'],
        },
        lease: {
          kind: 'either',
          shapes: [
            {
              kind: 'object',
              members: {
                lease_id: { kind: 'text', min: 1, max: 256 },
                repository_id: {
                  kind: 'either',
                  shapes: [{ kind: 'text', min: 1, max: 256 }, { kind: 'null' }],
                },
                run_id: { kind: 'either', shapes: [{ kind: 'text', min: 1, max: 256 }, { kind: 'null' }] },
              },
              needed: ['lease_id', 'repository_id', 'run_id'],
            },
            { kind: 'null' },
          ],
        },
      },
      needed: [
        'id',
        'request_id',
        'at',
        'action',
        'result',
        'server_id',
        'token_id',
        'user_agent',
        'request_ip',
        'resource',
        'lease',
      ],
    },
    TokenVault: {
      kind: 'object',
      members: {
        vault_id: { kind: 'text', min: 1, max: 256 },
        access: { kind: 'word', words: ['r', 'w', 'rw'] },
      },
      needed: ['vault_id', 'access'],
      closed: true,
    },
    Vault: {
      kind: 'object',
      members: {
        id: { kind: 'text', min: 1, max: 256 },
        name: { kind: 'text' },
        type: { kind: 'either', shapes: [{ kind: 'text' }, { kind: 'null' }] },
        attribute_version: { kind: 'whole', min: 0, max: 9007199254740991 },
        content_version: { kind: 'whole', min: 0, max: 9007199254740991 },
        items: { kind: 'whole', min: 0, max: 9007199254740991 },
        created_at: { kind: 'named', name: 'Instant' },
        updated_at: { kind: 'named', name: 'Instant' },
      },
      needed: [
        'id',
        'name',
        'type',
        'attribute_version',
        'content_version',
        'items',
        'created_at',
        'updated_at',
      ],
    },
    VaultGrant: {
      kind: 'object',
      members: {
        vault_id: { kind: 'text', min: 1, max: 256 },
        access: { kind: 'word', words: ['r', 'w', 'rw'] },
      },
      needed: ['vault_id', 'access'],
      closed: true,
    },
  },
};
