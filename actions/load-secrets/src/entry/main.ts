import { runStep } from '@connect-token/job';
import { main } from '../load.ts';

await runStep(main);
