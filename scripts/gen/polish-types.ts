import ts from 'typescript';

const { factory } = ts;
type ObjectSchema = ts.PropertySignature & { type: ts.TypeLiteralNode };

/**
 * The types of openapi-typescript as people are to see them: schemas that are objects are interfaces with a
 * name, which editors and the compiler show in the place of all fields; open enums keep their known values;
 * what is optional may be `undefined`, also under `exactOptionalPropertyTypes`.
 */
export function polishTypes(types: ts.Node[]): ts.Node[] {
  const objects = new Map(objectSchemas(types).map((schema) => [referenceTo(schema), schema]));
  const names = new Map<string, string>();
  const named = types.map((node) => {
    if (!ts.isTypeAliasDeclaration(node)) return node;
    const reference = textOf(node.type).replaceAll("'", '"');
    const schema = objects.get(reference);
    if (!schema) return node;
    names.set(reference, node.name.text);
    const { modifiers, name } = node;
    const { members } = schema.type;
    const made = factory.createInterfaceDeclaration(modifiers, name, undefined, undefined, members);
    return ts.setSyntheticLeadingComments(made, ts.getSyntheticLeadingComments(schema));
  });

  const polish: ts.TransformerFactory<ts.Node> = (context) => (root) => {
    const visit = (node: ts.Node): ts.Node => {
      const name = ts.isIndexedAccessTypeNode(node) && names.get(textOf(node));
      if (name) return factory.createTypeReferenceNode(name);
      if (isObjectSchema(node) && objects.get(referenceTo(node)) === node) {
        const type = factory.createTypeReferenceNode(names.get(referenceTo(node)) ?? '');
        return factory.createPropertySignature(node.modifiers, node.name, undefined, type);
      }
      const visited = ts.visitEachChild(node, visit, context);
      if (ts.isUnionTypeNode(visited)) return openEnum(visited);
      return ts.isPropertySignature(visited) ? optional(visited) : visited;
    };
    return visit(root);
  };
  return ts.transform(named, [polish]).transformed;
}

/** The members of `components.schemas` that are objects. */
function objectSchemas(types: ts.Node[]): ObjectSchema[] {
  const groups = types
    .filter(ts.isInterfaceDeclaration)
    .filter(({ name }) => name.text === 'components')
    .flatMap(({ members }) => members.filter(isObjectSchema));
  const schemas = groups.filter(({ name }) => textOf(name) === 'schemas');
  return schemas.flatMap(({ type }) => type.members.filter(isObjectSchema));
}

function isObjectSchema(node: ts.Node): node is ObjectSchema {
  return ts.isPropertySignature(node) && node.type !== undefined && ts.isTypeLiteralNode(node.type);
}

/** How other types refer to a schema. */
function referenceTo({ name }: ObjectSchema): string {
  return `components["schemas"]["${textOf(name).replaceAll('"', '')}"]`;
}

/**
 * An open enum would collapse to `string`. As `'a' | 'b' | (string & {})` it takes any string and editors
 * still offer the known values.
 */
function openEnum(union: ts.UnionTypeNode): ts.TypeNode {
  const types = union.types.flatMap((type) =>
    ts.isParenthesizedTypeNode(type) && ts.isUnionTypeNode(type.type) ? type.type.types : type,
  );
  const isString = (type: ts.Node) => type.kind === ts.SyntaxKind.StringKeyword;
  const known = types.filter((type) => textOf(type).startsWith('"'));
  const nothing = types.filter((type) => textOf(type) === 'null');
  const others = types.length - known.length - nothing.length;
  if (known.length === 0 || !types.some(isString) || others > 1) return union;
  const anyString = factory.createIntersectionTypeNode([
    factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    factory.createTypeLiteralNode([]),
  ]);
  const open = factory.createParenthesizedType(anyString);
  return factory.createUnionTypeNode([...known, open, ...nothing]);
}

function optional(property: ts.PropertySignature): ts.PropertySignature {
  const { modifiers, name, questionToken, type } = property;
  if (!questionToken || !type || type.kind === ts.SyntaxKind.NeverKeyword) return property;
  const nothing = factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword);
  const types = ts.isUnionTypeNode(type) ? type.types : [type];
  const union = factory.createUnionTypeNode([...types, nothing]);
  return factory.updatePropertySignature(property, modifiers, name, questionToken, union);
}

const printer = ts.createPrinter({ removeComments: true });
const nowhere = ts.createSourceFile('', '', ts.ScriptTarget.ESNext);

function textOf(node: ts.Node): string {
  return printer.printNode(ts.EmitHint.Unspecified, node, nowhere);
}
