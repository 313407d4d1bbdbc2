/** A part of a score: so much of an input at this weight. */
export const term = <Input extends string>(input: Input, weight: number, amount: number) => ({
  name: input,
  input,
  weight,
  contribution: weight * amount,
});
