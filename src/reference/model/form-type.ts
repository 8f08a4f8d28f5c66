export const FORM_TYPE = 'application/x-www-form-urlencoded';
