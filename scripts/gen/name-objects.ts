import ts from 'typescript';

/** A schema that is an object: its place in `components`, and what the root types call it. */
interface ObjectSchema {
  member: ts.PropertySignature;
  type: ts.TypeLiteralNode;
  name: ts.Identifier;
}

/**
 * Makes interfaces of the root types that are objects, and refers to them by name: the compiler's messages
 * and editors show an interface as `PaymentRecord`, but an alias as all of its fields.
 */
export function nameObjects(code: string): string {
  const file = ts.createSourceFile('openapi.d.ts', code, ts.ScriptTarget.Latest, true);
  const objects = objectSchemas(file);
  const members = new Map([...objects.values()].map((object) => [object.member, object]));
  const { factory } = ts;

  const result = ts.transform(file, [
    (context) => (root) => {
      function visit(node: ts.Node): ts.Node {
        if (ts.isTypeAliasDeclaration(node)) {
          const object = objects.get(schemaKey(node.type));
          return object ? declare(object, node.modifiers) : node;
        }
        const referred = objects.get(schemaKey(node));
        if (referred) return factory.createTypeReferenceNode(referred.name);
        const object = ts.isPropertySignature(node) ? members.get(node) : undefined;
        if (object) return refer(object);
        return ts.visitEachChild(node, visit, context);
      }
      function declare(
        { member, type, name }: ObjectSchema,
        modifiers?: ts.NodeArray<ts.ModifierLike>,
      ) {
        const inner = ts.visitNodes(type.members, visit, ts.isTypeElement);
        const made = factory.createInterfaceDeclaration(modifiers, name, [], [], inner);
        return ts.setCommentRange(made, member);
      }
      function refer({ member, name }: ObjectSchema) {
        // Its comment is the declaration's.
        const key = ts.setEmitFlags(member.name, ts.EmitFlags.NoComments);
        const type = factory.createTypeReferenceNode(name);
        return factory.createPropertySignature(undefined, key, undefined, type);
      }
      return ts.visitNode(root, visit, ts.isSourceFile);
    },
  ]);
  return ts.createPrinter().printFile(result.transformed[0] ?? file);
}

/** The schemas that are objects and have a root type, by key. */
function objectSchemas(file: ts.SourceFile): Map<string | undefined, ObjectSchema> {
  const components = file.statements.find(
    (each) => ts.isInterfaceDeclaration(each) && each.name.text === 'components',
  );
  const schemas = memberTypes(components).get('schemas')?.type;
  const members = memberTypes(schemas);
  const objects = new Map<string | undefined, ObjectSchema>();
  for (const alias of file.statements.filter(ts.isTypeAliasDeclaration)) {
    const key = schemaKey(alias.type);
    const member = members.get(key);
    if (member?.type && ts.isTypeLiteralNode(member.type)) {
      objects.set(key, { member, type: member.type, name: alias.name });
    }
  }
  return objects;
}

function memberTypes(node: ts.Node | undefined): Map<string | undefined, ts.PropertySignature> {
  const hasMembers = node && (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node));
  const members = hasMembers ? [...node.members].filter(ts.isPropertySignature) : [];
  return new Map(members.map((member) => [textOf(member.name), member]));
}

/** The key in `components["schemas"]["key"]`. */
function schemaKey(node: ts.Node): string | undefined {
  if (!ts.isIndexedAccessTypeNode(node)) return undefined;
  const { objectType: schemas, indexType } = node;
  if (!ts.isIndexedAccessTypeNode(schemas) || textOf(schemas.indexType) !== 'schemas')
    return undefined;
  if (!ts.isTypeReferenceNode(schemas.objectType)) return undefined;
  return textOf(schemas.objectType.typeName) === 'components' ? textOf(indexType) : undefined;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isLiteralTypeNode(node)) return textOf(node.literal);
  return ts.isIdentifier(node) || ts.isStringLiteral(node) ? node.text : undefined;
}
