export const proctor = {}
