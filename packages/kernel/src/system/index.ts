import { accessRules } from '../access/access-rules.ts';
import { ApiKey } from '../access/api-key.record.ts';
import { ApiKeyResolver } from '../access/api-key.resolver.ts';
import { apiKeyRules } from '../access/api-key-rules.ts';
import { Role } from '../access/role.record.ts';
import { RoleResolver } from '../access/role.resolver.ts';
import { Team } from '../access/team.record.ts';
import { Territory } from '../access/territory.record.ts';
import { User } from '../access/user.record.ts';
import { ViewerResolver } from '../access/viewer.resolver.ts';
import { Automation } from '../automation/automation.record.ts';
import { AutomationResolver } from '../automation/automation.resolver.ts';
import { automationRules } from '../automation/automation.rules.ts';
import { AutomationRun } from '../automation/automation-run.record.ts';
import { AutomationRunStep } from '../automation/automation-run-step.record.ts';
import { AutomationVersion } from '../automation/automation-version.record.ts';
import { FailedEvent } from '../consumers/failed-event.record.ts';
import { FailedEventResolver } from '../consumers/failed-event.resolver.ts';
import { CustomField } from '../custom-fields/custom-field.record.ts';
import { CustomFieldResolver } from '../custom-fields/custom-field.resolver.ts';
import { customFieldRules } from '../custom-fields/custom-field-rules.ts';
import { ScheduledJob } from '../jobs/scheduled-job.record.ts';
import { ScheduledJobResolver } from '../jobs/scheduled-job.resolver.ts';
import { PluginResolver } from '../plugins/plugin.resolver.ts';
import { definePlugin } from '../plugins/plugin.ts';
import { PluginSwitch } from '../plugins/plugin-switch.record.ts';
import { SYSTEM_PLUGIN } from '../plugins/system-plugin.ts';
import { ScorerSetting, ScorerTuning, ScoringRun } from '../scoring/scorer.record.ts';
import { ScorerResolver } from '../scoring/scorer.resolver.ts';
import { PluginSetting } from '../settings/plugin-setting.record.ts';
import { PluginSettingResolver } from '../settings/plugin-setting.resolver.ts';
import { foundation } from './migrations/0001-foundation.ts';
import { refusedOrders } from './migrations/0002-refused-orders.ts';
import { exclusiveWindows } from './migrations/0003-exclusive-windows.ts';
import { selfService } from './migrations/0004-self-service.ts';
import { searchTokens } from './migrations/0005-search-tokens.ts';
import { eventLog } from './migrations/0006-event-log.ts';
import { mergeSteps } from './migrations/0007-merge-steps.ts';
import { pluginSwitches } from './migrations/0008-plugin-switches.ts';
import { customFields } from './migrations/0009-custom-fields.ts';
import { jobs } from './migrations/0010-jobs.ts';
import { eventConsumers } from './migrations/0011-event-consumers.ts';
import { settings } from './migrations/0012-settings.ts';
import { permissions } from './migrations/0013-permissions.ts';
import { automations } from './migrations/0014-automations.ts';
import { scores } from './migrations/0020-scores.ts';
import { alarms } from './migrations/0021-alarms.ts';

/** What every installation has: tenants, users, teams, territories, roles, keys, and the journal of changes. */
export const systemPlugin = definePlugin({
  id: SYSTEM_PLUGIN,
  version: '0.1.0',
  roles: [
    { key: 'admin', name: 'Administrator', description: 'May do everything in the tenant.' },
    { key: 'self', name: 'Self-service', description: 'Somebody outside: reads and changes what is his own.' },
  ],
  required: true,
  records: [
    User,
    Team,
    Territory,
    Role,
    ApiKey,
    PluginSwitch,
    CustomField,
    ScheduledJob,
    FailedEvent,
    PluginSetting,
    Automation,
    AutomationVersion,
    AutomationRun,
    AutomationRunStep,
    ScorerSetting,
    ScorerTuning,
    ScoringRun,
  ],
  resolvers: [
    ViewerResolver,
    RoleResolver,
    ApiKeyResolver,
    PluginResolver,
    CustomFieldResolver,
    ScheduledJobResolver,
    FailedEventResolver,
    PluginSettingResolver,
    AutomationResolver,
    ScorerResolver,
  ],
  migrations: [
    foundation,
    refusedOrders,
    exclusiveWindows,
    selfService,
    searchTokens,
    eventLog,
    mergeSteps,
    pluginSwitches,
    customFields,
    jobs,
    eventConsumers,
    settings,
    permissions,
    automations,
    scores,
    alarms,
  ],
  before: [...accessRules, ...apiKeyRules, ...customFieldRules, ...automationRules],
});
