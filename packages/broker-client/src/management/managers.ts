import { type CallFailure, type Management, type ManagerPlace, ok, type Result } from '@connect-token/core';
import { type AnswerOf, parseManagers } from '@connect-token/protocol/management-client';
import { call, type ManagementWire } from './call.ts';

export const managersOver = (wire: ManagementWire): Management['managers'] => ({
  list: async () => read(await call(wire, 'readManagers')),
  grant: async (group, place) => read(await grant(wire, group, place)),
  revoke: async (group, place) => read(await revoke(wire, group, place)),
});

type Managed = Result<AnswerOf<'readManagers'>, CallFailure>;

function grant(wire: ManagementWire, group: string, place: ManagerPlace): Promise<Managed> {
  switch (place.kind) {
    case 'global':
      return call(wire, 'grantManager', { path: { group } });
    case 'all-servers':
      return call(wire, 'grantManagerOfAll', { path: { group } });
    case 'server':
      return call(wire, 'grantManagerOfServer', { path: { group, server: place.serverId } });
  }
}

function revoke(wire: ManagementWire, group: string, place: ManagerPlace): Promise<Managed> {
  switch (place.kind) {
    case 'global':
      return call(wire, 'revokeManager', { path: { group } });
    case 'all-servers':
      return call(wire, 'revokeManagerOfAll', { path: { group } });
    case 'server':
      return call(wire, 'revokeManagerOfServer', { path: { group, server: place.serverId } });
  }
}

const read = (answer: Managed) => (answer.ok ? ok(parseManagers(answer.value)) : answer);
