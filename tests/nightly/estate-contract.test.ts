import { pluginContract } from '@rapport/testing';
import realEstate from '../../plugins/real-estate/src/index.ts';
import { buyer, contract, file, makeEstate, step } from '../../plugins/real-estate/src/test-support/estate.ts';
import { samples } from '../../plugins/real-estate/src/test-support/samples.ts';

pluginContract(realEstate, {
  samples,
  exercise: async ({ alpha }) => {
    const { unitIds } = await makeEstate(alpha, { perFloor: 1 });
    const customerId = await buyer(alpha);
    await file(alpha, await contract(alpha, unitIds[0] ?? '', customerId));
    const { id } = await alpha.admin.create('EstateReferral', await referral(alpha));
    await step(alpha.as('manager'), 'checkEstateReferral', id);
    const { projectId } = await makeEstate(alpha, { perFloor: 1 });
    const survey = { customerId, projectId, touchPoint: 'LIVING', about: 'the garden' };
    const { id: surveyId } = await alpha.as('service').create('EstateSurvey', survey);
    await step(alpha.as('service'), 'answerEstateSurvey', surveyId, { score: 4 });
  },
});

const referral = async (tenant: Parameters<typeof buyer>[0]) => ({
  projectId: (await makeEstate(tenant, { perFloor: 1 })).projectId,
  ...(await samples.EstateReferral?.(tenant)),
});
