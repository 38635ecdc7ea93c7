/** Beside the socket of the management API, in the data directory. */
export const ITEMS_SOCKET = 'items.sock';

/** Bytes of a request or an answer: an account file of the largest size, as JSON, with room for its files. */
export const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;
