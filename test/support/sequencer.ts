import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The package comes last: it is packed and installed meanwhile. */
const PROJECTS = ['page', 'main', 'package', 'git', 'prove'];

/** The longest first, so that none of them is left alone at the end. */
const LONGEST = [
  ...['scripts/verify', 'prove/planted', 'contract/cases', 'scripts/gen', 'scripts/verify-conduct'],
  ...['mock/interceptors', 'scripts/gen-edits', 'mock/stock-prism', 'client/soak', 'scripts/gate'],
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return index < 0 ? LONGEST.length : index;
    };
    const project = (file: TestSpecification) => PROJECTS.indexOf(file.project.name);
    return sorted.sort((a, b) => project(a) - project(b) || rank(a) - rank(b));
  }
}
