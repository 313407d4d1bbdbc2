const TECHNICIANS = 12;
const JOBS = 100;
const ROUNDS = 60;
const WARM_UP = 10;
const SKILLS = ['Boilers', 'Pumps', 'Wiring'];
const CENTRE = { latitude: 25.03, longitude: 121.56 };
const QUESTION = `query($from: DateTime!, $to: DateTime!) { dispatchProposal(from: $from, to: $to) {
  assignments { job { id } technician { id } startsAt endsAt travelMinutes score terms { name value weight contribution } }
  unassigned { job { id } obstacles { technician { id } refusal } } } }`;

/** The same places in each run, some ten kilometres around. */
const place = (n, of) => {
  const [angle, far] = [n * 2.399963, Math.sqrt((n + 0.5) / of) * 0.09];
  const near = (value) => value.toFixed(6);
  return {
    latitude: near(CENTRE.latitude + far * Math.sin(angle)),
    longitude: near(CENTRE.longitude + far * Math.cos(angle)),
  };
};
const at = (hour) => new Date(Date.UTC(2030, 0, 7, hour)).toISOString();

/** A proposal for a day with all its reasons, from the question to the answer. */
export async function measureDispatch({ app, customerId }) {
  const [manager, service] = [app.alpha.as('manager'), app.alpha.as('service')];
  const skills = [];
  for (const name of SKILLS) skills.push((await manager.create('Skill', { name })).id);
  for (let n = 0; n < TECHNICIANS; n++) {
    const { id: technicianId } = await manager.create('Technician', {
      name: `Technician ${n}`,
      ...place(n, TECHNICIANS),
    });
    // Each is able to do two of the three things.
    for (const skip of [0, 1])
      await manager.create('TechnicianSkill', { technicianId, skillId: skills[(n + skip) % SKILLS.length] });
    await service.create('TechnicianShift', { technicianId, startsAt: at(8), endsAt: at(18) });
  }
  const { id: typeId } = await manager.create('JobType', { name: 'Repair', minutes: 45, proof: [] });
  for (let n = 0; n < JOBS; n++) {
    const { id: workOrderId } = await service.create('WorkOrder', { customerId, title: `Boiler ${n} leaks` });
    const { id: jobId } = await service.create('FieldJob', {
      workOrderId,
      typeId,
      ...place(n, JOBS),
      // Half of them come with a window of two hours.
      ...(n % 2 === 0 && { windowFrom: at(8 + (n % 8)), windowUntil: at(10 + (n % 8)) }),
    });
    await service.create('FieldJobSkill', { jobId, skillId: skills[n % SKILLS.length] });
  }
  const times = [];
  let proposal;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    ({ dispatchProposal: proposal } = await service.get(QUESTION, { from: at(0), to: at(23) }));
    if (round >= WARM_UP) times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const share = (part) => times[Math.floor(times.length * part)].toFixed(1);
  const { assignments, unassigned } = proposal;
  if (assignments.length + unassigned.length !== JOBS) throw new Error('Not all jobs are in the proposal.');
  return [
    [
      `dispatch proposal, ${TECHNICIANS} technicians x ${JOBS} jobs (${assignments.length} find somebody), ms p50 / p95`,
      `${share(0.5)} / ${share(0.95)}`,
      '',
      '',
      '',
    ],
  ];
}
