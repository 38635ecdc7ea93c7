import { main } from '../mint.ts';
import { runStep } from '../report.ts';

await runStep(main);
