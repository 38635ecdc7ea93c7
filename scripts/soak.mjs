// Plays histories of the lease model with real processes, killed at named steps: `--histories N` (30) of them, or as many as fit into
// `--minutes N`; `--lanes N` (4) at a time. Each has a seed of its own, and `--seed S --histories 1` plays it again, as far as the
// machine's own timing lets it. Fails where a promise is broken. Needs --conditions=ct-src.
import { soak } from '../packages/conformance/src/lease-model/far/soak.ts';
import { readOptions, wholeNumber } from './options.mjs';

const { values } = readOptions(import.meta.url, {
  minutes: wholeNumber(null),
  histories: wholeNumber(30),
  lanes: wholeNumber(4),
  seed: wholeNumber(null, 0),
});
const held = await soak({ ...values, seed: values.seed ?? Math.floor(Math.random() * 2 ** 30) });
process.exitCode = held ? 0 : 1;
