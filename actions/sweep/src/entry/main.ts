import { runStep } from '@connect-token/job';
import { main } from '../main.ts';

await runStep(main);
