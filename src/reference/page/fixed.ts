import { type ComponentChildren, h, type JSX } from 'preact';

interface FixedProps extends JSX.HTMLAttributes {
  as: string;
  children?: ComponentChildren;
  scope?: string;
}

/**
 * What does not change once it is written: without children, as in the live page, an element keeps what it has.
 * So the page carries its text once.
 */
export function Fixed({ as, children, ...attributes }: FixedProps) {
  return children === undefined
    ? h(as, { ...attributes, dangerouslySetInnerHTML: { __html: '' } })
    : h(as, { ...attributes }, children);
}
