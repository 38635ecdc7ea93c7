import { runStep } from '@connect-token/job';
import { main } from '../mint.ts';

await runStep(main);
