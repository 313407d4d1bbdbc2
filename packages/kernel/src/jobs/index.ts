export {
  alarmAccess,
  alarmHandlers,
  type DueAlarm,
  dueAlarms,
  type OwnedAlarm,
  type PluginAlarm,
} from './alarm.ts';
export { type CatchUp, type CronRule, checkCron, dueTimes, nextTime } from './cron.ts';
export { addJobs, GraphileQueue, JOB_CONNECTIONS } from './graphile-queue.ts';
export type { JobHandler, JobPayload, JobQueue, NewJob, RunningJob } from './job-queue.ts';
export {
  type OwnedJob,
  type PluginJob,
  type PluginJobContext,
  pluginJobHandlers,
  runOf,
} from './plugin-jobs.ts';
export { prepareJobQueue } from './queue-schema.ts';
export { ScheduledJob } from './scheduled-job.record.ts';
export { Scheduler } from './scheduler.ts';
export { cancelTimer, setTimer, type Timer } from './timer.ts';
