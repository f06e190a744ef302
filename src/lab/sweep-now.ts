/** What the watchdog runs. */
import { sweep } from './release.js';

await sweep();
