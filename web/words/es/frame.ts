import type { Words } from "../words.ts"

export const frame: Words["frame"] = {
  skip: "Ir al contenido",
  menu: "Menú",
  home: "Inicio",
  courses: "Cursos",
  rooms: "Salas de examen",
  reviews: "Revisiones",
  account: "Su cuenta",
  logOut: "Cerrar sesión",
  theme: { label: "Apariencia", auto: "Como el dispositivo", light: "Clara", dark: "Oscura" },
  language: "Idioma",

  logIn: {
    title: "Iniciar sesión en Stoa",
    email: "Correo electrónico",
    password: "Contraseña",
    submit: "Iniciar sesión",
    code: "Código",
    codeHint: "Seis cifras de su aplicación de autenticación, o uno de sus códigos de recuperación.",
    codeTitle: "Confirme que es usted",
    codeSubmit: "Confirmar",
    back: "Empezar de nuevo",
    forgot: "¿Ha olvidado su contraseña?",
    register: "Crear una cuenta",
    ended:
      "Su sesión ha terminado. Iníciela de nuevo para continuar; lo que aún no se había enviado queda guardado en este dispositivo."
  },
  register: {
    title: "Crear una cuenta",
    firstName: "Nombre",
    lastName: "Apellidos",
    passwordHint: "Al menos ocho caracteres. Mejor larga y fácil de recordar que corta y rara.",
    submit: "Crear la cuenta",
    haveOne: "Iniciar sesión",
    mailed: (email) => `Se ha enviado un correo a ${email}. Abra su enlace para terminar.`
  },
  forgot: {
    title: "Una contraseña nueva",
    explain: "Si existe una cuenta con esta dirección, en unos minutos llegará un correo con un enlace.",
    submit: "Enviar el correo",
    sent: "El correo está en camino, si existe esa cuenta. Su enlace vale durante una hora."
  },

  states: {
    loading: "Cargando …",
    failed: "No ha funcionado",
    retry: "Intentar de nuevo",
    reload: "Cargar la página de nuevo",
    forbidden: "No tiene acceso a esta página",
    forbiddenHint: "Su cuenta no puede ver esta página. Si cree que debería, pregunte a quien dirige el curso o el examen.",
    missing: "Esta página no existe",
    missingHint: "Puede que la dirección esté mal escrita o que su contenido ya no exista.",
    goHome: "Ir a la página de inicio",
    offline: "Sin conexión",
    stale: "Tal como estaba cuando se perdió la conexión"
  },

  connection: {
    online: "Conectado",
    waiting: "Se ha perdido la conexión. Stoa se reconecta sin que haga nada.",
    kept: (count) =>
      count === 1
        ? "Hasta entonces, un cambio queda guardado en este dispositivo."
        : `Hasta entonces, ${count} cambios quedan guardados en este dispositivo.`,
    closed: "Esta página ya no está conectada.",
    reconnect: "Conectar de nuevo"
  },

  dialog: { close: "Cerrar", cancel: "Cancelar" },
  optional: "opcional",
  required: "Rellene este campo."
}
