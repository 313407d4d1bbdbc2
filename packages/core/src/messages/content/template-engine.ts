import {
  type Context,
  type Emitter,
  Liquid,
  type Parser,
  Tag,
  type TagToken,
  type Template,
  type TopLevelToken,
} from 'liquidjs';

/** Whatever goes on without end, or grows without end, is stopped: milliseconds, and characters or items. */
const LIMITS = { renderLimit: 250, memoryLimit: 2_000_000, parseLimit: 500_000 };

/** `{% marketing %}...{% endmarketing %}`: marks what sells. */
export class MarketingTag extends Tag {
  private readonly templates: Template[] = [];

  constructor(token: TagToken, remaining: TopLevelToken[], liquid: Liquid, parser: Parser) {
    super(token, remaining, liquid);
    while (remaining.length > 0) {
      const next = remaining.shift() as TopLevelToken & { readonly name?: string };
      if (next.name === 'endmarketing') return;
      this.templates.push(parser.parseToken(next, remaining));
    }
    throw new Error(`${token.getText()} is not closed by {% endmarketing %}.`);
  }

  *render(context: Context, emitter: Emitter): Generator<unknown, void, unknown> {
    yield this.liquid.renderer.renderTemplates(this.templates, context, emitter);
  }

  *children(): Generator<unknown, Template[]> {
    yield* [];
    return this.templates;
  }
}

function engine(outputEscape: 'escape' | undefined): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    // A condition, or `default`, may ask for what is missing.
    lenientIf: true,
    ownPropertyOnly: true,
    // Files of the server cannot be included.
    templates: {},
    ...LIMITS,
    ...(outputEscape && { outputEscape }),
  });
  liquid.registerTag('marketing', MarketingTag);
  return liquid;
}

/** For text, and for HTML, in which values cannot become markup. */
export const engines = { text: engine(undefined), markup: engine('escape') } as const;

/** Whether something that sells is in a parsed template, however deep. */
export function sells(templates: readonly Template[]): boolean {
  return templates.some((template) => {
    if (template instanceof MarketingTag) return true;
    const children = template.children?.(false, true);
    if (!children) return false;
    const { value } = children.next() as IteratorResult<unknown, Template[]>;
    return Array.isArray(value) && sells(value as Template[]);
  });
}
