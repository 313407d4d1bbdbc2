import { CustomField } from '../custom-fields/custom-field.record.ts';
import { PluginSwitch } from '../plugins/plugin-switch.record.ts';
import { recordTypeOf } from '../records/registry.ts';
import { ApiKey } from './api-key.record.ts';
import { Role } from './role.record.ts';
import { Team } from './team.record.ts';
import { Territory } from './territory.record.ts';
import { User } from './user.record.ts';

const types: ReadonlySet<string> = new Set(
  [ApiKey, CustomField, Role, Team, PluginSwitch, Territory, User].map((one) => recordTypeOf(one).name),
);

/** Whether a change of such a record may change what somebody may do. */
export function decidesOnAccess(recordType: string): boolean {
  return types.has(recordType);
}
