// Made by `npm run gen` from spec/openapi.yaml. Do not edit.
export {};
