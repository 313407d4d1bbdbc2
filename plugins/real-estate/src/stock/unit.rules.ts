import { type BeforeHandler, idOf, parseMinor, refuse, reject, uuidOf } from '@rapport/sdk';
import { rowOf } from '../common/rows.ts';
import { rules } from '../rules.ts';
import { EstateBuilding, EstateFloor } from './building.record.ts';
import { EstateProject } from './project.record.ts';
import { EstateRelease } from './release.record.ts';
import { EstateUnit } from './unit.record.ts';

interface Place {
  readonly building_id: string;
  readonly project_id: string;
}

const PLACE = `
select b.id as building_id, ph.project_id from estate_floor f
join estate_building b on b.tenant_id = f.tenant_id and b.id = f.building_id
join estate_phase ph on ph.tenant_id = b.tenant_id and ph.id = b.phase_id
where f.tenant_id = $1 and f.id = $2`;

/** Building and project of a unit are those of its floor, and its net area lies within the gross one. */
const placeUnit: BeforeHandler = {
  record: EstateUnit,
  on: ['created', 'updated'],
  fields: ['floorId', 'livingArea', 'buildingAreaTotal'],
  run: async ({ operation, record, path }, work) => {
    if (Number(record.livingArea) > Number(record.buildingAreaTotal))
      reject(`${path}.livingArea`, 'must not be larger than buildingAreaTotal.');
    if (operation !== 'created') return undefined;
    const place = await rowOf<Place>(work, PLACE, [uuidOf(EstateFloor, record.floorId, `${path}.floorId`)]);
    if (!place) reject(`${path}.floorId`, 'must be a floor of a building.');
    return {
      buildingId: idOf(EstateBuilding, place.building_id),
      projectId: idOf(EstateProject, place.project_id),
    };
  },
};

/** What is on sale already is not put under another release, and no release gets units once it is open. */
const keepRelease: BeforeHandler = {
  record: EstateUnit,
  on: ['created', 'updated'],
  fields: ['releaseId'],
  run: async ({ record, after, path }, work) => {
    if (!after.releaseId) return undefined;
    const release = await rowOf<{ state: string; project_id: string }>(
      work,
      'select state, project_id from estate_release where tenant_id = $1 and id = $2',
      [uuidOf(EstateRelease, after.releaseId)],
    );
    if (release && !['PLANNED', 'PUBLISHED'].includes(release.state))
      refuse(rules.RELEASE_NOT_OPEN, `${path}.releaseId`, { state: release.state });
    if (record.state !== 'PLANNED') reject(`${path}.releaseId`, 'is given to units that are not on sale yet.');
    return undefined;
  },
};

/** Amounts of a project are in a currency that there is. */
const keepCurrency: BeforeHandler = {
  record: EstateProject,
  on: ['created', 'updated'],
  fields: ['currency'],
  run: async ({ record, path }) => {
    parseMinor(0, String(record.currency), path);
    return undefined;
  },
};

export const unitRules: readonly BeforeHandler[] = [placeUnit, keepRelease, keepCurrency];
