import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asOwner, createKey, seedDemo } from '@rapport/server';
import { createTestApp, type TestApp, type TestClient } from '@rapport/testing';

const NOW = Date.parse('2026-03-01T00:00:00Z');

let app: TestApp;
let formosa: TestClient;
beforeAll(async () => {
  app = await createTestApp();
  const key = await asOwner(app.database.owner, async (queryRunner) => {
    await seedDemo(queryRunner, app.app.installation, { now: NOW, report: () => undefined });
    return createKey(queryRunner, app.app.installation, { tenant: 'formosa', role: 'admin', name: 'reader' });
  });
  formosa = app.client(key);
});
afterAll(() => app.close());

describe('the demo data of field service', () => {
  test('are 300 assets, 12 technicians with shifts, and work that is done, planned and waiting', async () => {
    const total = (type: string, filter = '') => `${type}: ${type}${filter} { totalCount }`;
    const counts = await formosa.get<Record<string, { totalCount: number }>>(
      `{ ${total('assets')} ${total('technicians')} ${total('careContacts')} ${total('workOrders', '(filter: { state: { eq: COMPLETED } })')}
         ${total('fieldJobs', '(filter: { state: { eq: NONE } })')} }`,
    );
    expect(counts).toMatchObject({ assets: { totalCount: 300 }, technicians: { totalCount: 12 } });
    for (const { totalCount } of Object.values(counts)) expect(totalCount).toBeGreaterThan(1);
  });

  test('keep the rules of the product: skills, shifts and ways of all that is planned', async () => {
    const unsound = await app.sql(`
      select j.id from field_job j
      left join technician_shift h on h.technician_id = j.technician_id and h.starts_at <= j.occupied_from and h.ends_at >= j.ends_at
      where j.technician_id is not null and (h.id is null
        or j.occupied_from <> j.starts_at - j.travel_minutes * interval '1 minute'
        or exists (select 1 from field_job_skill s where s.job_id = j.id and not exists (
          select 1 from technician_skill t where t.technician_id = j.technician_id and t.skill_id = s.skill_id)))`);
    expect(unsound).toEqual([]);
    const unproven = await app.sql(`
      select 1 from field_job j join job_type t on t.id = j.type_id, jsonb_array_elements_text(t.proof) k
      where j.state = 'COMPLETED' and not exists (select 1 from job_proof p where p.job_id = j.id and p.kind = k)`);
    expect(unproven).toEqual([]);
  });

  test('have jobs for which somebody is found', async () => {
    const { dispatchProposal } = await formosa.get<{ dispatchProposal: { assignments: object[] } }>(
      '{ dispatchProposal(from: "2026-03-01T00:00:00Z", to: "2026-03-07T00:00:00Z") { assignments { score job { place } technician { name } } } }',
    );
    expect(dispatchProposal.assignments.length).toBeGreaterThan(5);
  });

  test('say how well the work in the field goes', async () => {
    const { fieldServiceMeasures } = await formosa.get<{ fieldServiceMeasures: Record<string, number> }>(
      '{ fieldServiceMeasures(from: "2026-01-01T00:00:00Z", to: "2026-03-02T00:00:00Z") { firstTimeFixRate total { onTimeRate utilisation } } }',
    );
    expect(fieldServiceMeasures).toEqual({
      firstTimeFixRate: expect.any(Number),
      total: { onTimeRate: expect.any(Number), utilisation: expect.any(Number) },
    });
    expect(fieldServiceMeasures.firstTimeFixRate).toBeLessThan(1);
    expect(fieldServiceMeasures.firstTimeFixRate).toBeGreaterThan(0.5);
  });
});
