export { addJobs, GraphileQueue, JOB_CONNECTIONS } from './graphile-queue.ts';
export type { JobHandler, JobPayload, JobQueue, NewJob, RunningJob } from './job-queue.ts';
export { prepareJobQueue } from './queue-schema.ts';
export { cancelTimer, setTimer, type Timer, Timers } from './timers.ts';
