import type { Step } from './definition.ts';

/** A step with the place to go on at; of `if`, also the place where it does not hold. */
export interface Instruction {
  readonly step: Step;
  readonly next: number;
  readonly otherwise: number;
}

/** The steps as a list in which each says where it goes on; what goes on behind the last one is done. */
export function compile(steps: readonly Step[]): readonly Instruction[] {
  const program: Instruction[] = [];
  layOut(steps, program, undefined);
  return program;
}

/** Adds a block; its last steps go on at `after`, or behind the block. Returns nothing: the places are in the program. */
function layOut(steps: readonly Step[], program: Instruction[], after: number | undefined): void {
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    const place = program.length;
    const size = sizeOf([step]);
    const behind = isLast && after !== undefined ? after : place + size;
    const otherwise = step.type === 'if' ? place + 1 + sizeOf(step.steps) : behind;
    const then = step.type === 'if' && step.steps.length === 0 ? behind : place + 1;
    program.push({
      step,
      next: step.type === 'if' ? then : behind,
      otherwise: step.type === 'if' && (step.otherwise ?? []).length === 0 ? behind : otherwise,
    });
    if (step.type !== 'if') continue;
    layOut(step.steps, program, behind);
    layOut(step.otherwise ?? [], program, behind);
  }
}

const sizeOf = (steps: readonly Step[]): number =>
  steps.reduce(
    (size, step) => size + 1 + (step.type === 'if' ? sizeOf(step.steps) + sizeOf(step.otherwise ?? []) : 0),
    0,
  );
