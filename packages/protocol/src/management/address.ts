export const API_PREFIX = '/api/v1';

/** In the data directory of a running broker: whoever can open it is the owner. */
export const MANAGEMENT_SOCKET = 'management.sock';
