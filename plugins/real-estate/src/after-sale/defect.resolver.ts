import {
  Arg,
  type CommandContext,
  Ctx,
  findRecords,
  ID,
  Mutation,
  RapportError,
  type RecordRef,
  Resolver,
} from '@rapport/sdk';
import { EstateDefect, EstateDefectClass } from './defect.record.ts';
import { EstateHandover } from './handover.record.ts';

@Resolver()
export class DefectResolver {
  @Mutation(() => EstateDefect, {
    description:
      'Reports what is not in order in a unit whose handover one sees: an owner reports it himself. How bad it is, we say.',
  })
  async reportEstateDefect(
    @Arg('handoverId', () => ID, { description: 'The handover of the unit.' }) handoverId: string,
    @Arg('defectClass', () => EstateDefectClass, { description: 'What it is in.' }) defectClass: EstateDefectClass,
    @Arg('description', () => String, { description: 'What it is.' }) description: string,
    @Ctx() { work, access, catalogue }: CommandContext,
  ): Promise<RecordRef> {
    const handovers = { filter: { id: { eq: handoverId } }, fields: ['id'], first: 1 };
    const [seen] = await findRecords({ reader: work.reader, access, catalogue }, EstateHandover, handovers);
    if (!seen)
      throw new RapportError('NOT_FOUND', 'handoverId: there is no such EstateHandover.', { field: 'handoverId' });
    const [handover] = await work.unlimited.find(EstateHandover, { ...handovers, fields: ['unitId', 'customerId'] });
    const { unitId, customerId } = handover as { unitId: string; customerId: string };
    return work.unlimited.create(EstateDefect, { unitId, customerId, defectClass, description });
  }
}
