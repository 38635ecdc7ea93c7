/**
 * Before the tests that share a worker: its environment can be changed, and not be replaced. `vi.stubEnv` writes into the one that is
 * there, and takes back from the one that was there at the start, so that of a replaced one nothing is taken back: the dead proxy of one
 * test would be asked by the tests of another file.
 */
Object.defineProperty(process, 'env', { value: process.env, writable: false });
