// Watches the kernel until it is killed, and says the process id of its bpftrace.
import { readFileSync } from 'node:fs';
import { watchKernel } from './kernel-watching.js';

const watching = watchKernel();
await watching.notice(({ action }) => action === 'SensorStarted');
const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
process.stdout.write(`${children.trim().split(' ')[0]}\n`);
