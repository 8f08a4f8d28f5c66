// Made by `npm run gen` from spec/openapi.yaml. Do not edit.
export declare const API_VERSION: "2026-10-28.endive";
