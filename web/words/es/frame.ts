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
  leaving: {
    title: "Todavía no se ha enviado todo",
    explain:
      "Parte de lo que ha hecho aquí no ha llegado al servidor. Lo que estaba listo para enviarse queda en este dispositivo hasta que vuelva a iniciar sesión aquí; lo que está escribiendo ahora se pierde.",
    stay: "Seguir con la sesión",
    goOn: "Cerrar sesión de todos modos"
  },
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
    sentLater: "Ahora no hay conexión. Esto se envía por sí solo en cuanto la haya, aunque cierre esta ventana.",
    closed: "Esta página ya no está conectada.",
    reconnect: "Conectar de nuevo"
  },

  refusedLater: { title: "Algo que se envió más tarde fue rechazado", understood: "Entendido" },

  dialog: { close: "Cerrar", cancel: "Cancelar" },
  optional: "opcional",
  required: "Rellene este campo.",

  bell: {
    title: "Avisos",
    label: (fresh) => (fresh === 0 ? "Avisos" : fresh === 1 ? "Avisos, 1 nuevo" : `Avisos, ${fresh} nuevos`),
    none: "Aquí llegan los anuncios de sus cursos y sus resultados.",
    fresh: "Nuevo",
    announced: (course) => `Anuncio en ${course}`,
    graded: (title, percent, passed) =>
      [`Resultado: ${title}`, ...(percent === undefined ? [] : [`${percent} %`]), ...(passed === true ? ["aprobado"] : [])].join(
        ", "
      ),
    readAll: "Marcar todos como leídos"
  },

  mailed: {
    noLink: "Esta página se abre con un enlace de un correo. Abra de nuevo ese enlace.",
    toLogIn: "Ir al inicio de sesión",
    confirmTitle: "Confirmar su dirección",
    confirmExplain: "Confirme que esta dirección de correo es suya.",
    confirm: "Confirmar mi dirección",
    confirmed: (email) => `${email} está confirmado. Ya puede iniciar sesión.`,
    passwordTitle: "Elegir una contraseña",
    passwordSubmit: "Guardar mi contraseña",
    passwordSaved: (email) => `La contraseña de ${email} se ha guardado. Inicie sesión con ella.`,
    invitationTitle: "Aceptar una invitación",
    invitationExplain: (email) =>
      `Ha iniciado sesión como ${email}. La invitación vale para la dirección a la que llegó: si es otra, cierre la sesión y abra de nuevo el enlace.`,
    accept: "Aceptar la invitación",
    enrolled: "Está inscrito en el curso.",
    waits: (position) => `El curso está completo. Ocupa el puesto ${position} de su lista de espera.`,
    toCourse: "Ir al curso"
  },

  own: {
    profile: "Perfil",
    bio: "Sobre usted",
    phone: "Teléfono",
    timeZone: "Zona horaria",
    timeZoneHint: "Según ella se cuentan los días de estudio.",
    save: "Guardar",
    saved: "Guardado.",

    password: "Contraseña",
    presentPassword: "Contraseña actual",
    newPassword: "Contraseña nueva",
    changePassword: "Cambiar la contraseña",
    passwordChanged: (ended) =>
      ended === 0
        ? "La contraseña se ha cambiado."
        : ended === 1
          ? "La contraseña se ha cambiado. Se ha cerrado otra sesión suya."
          : `La contraseña se ha cambiado. Se han cerrado otras ${ended} sesiones suyas.`,

    email: "Correo electrónico",
    emailNow: (email) => `Inicia sesión con ${email}.`,
    newEmail: "Correo electrónico nuevo",
    changeEmail: "Enviar un enlace a la dirección nueva",
    emailMailed: (email) => `Se ha enviado un enlace a ${email}. La dirección cambia cuando lo abra.`,

    devices: "Dónde ha iniciado sesión",
    thisDevice: "Este dispositivo",
    device: (browser, system) => `${browser} en ${system}`,
    unknownDevice: "Dispositivo desconocido",
    lastSeen: (when, from) => (from === "" ? `visto por última vez: ${when}` : `visto por última vez: ${when}, desde ${from}`),
    end: "Cerrar la sesión allí",
    endOf: (device) => `Cerrar la sesión allí: ${device}`,
    endOthers: "Cerrar todas las demás sesiones",
    ended: (count) => (count === 1 ? "Se ha cerrado una sesión." : `Se han cerrado ${count} sesiones.`)
  },
  secondFactor: {
    title: "Segundo factor",
    explain:
      "Con un segundo factor, nadie entra en su cuenta solo con su contraseña: hace falta además un código de su teléfono.",
    off: "Todavía no tiene ninguno.",
    on: "Está activado.",
    codesLeft: (left) => (left === 1 ? "Queda un código de recuperación." : `Quedan ${left} códigos de recuperación.`),
    requiredByRole: "Su función lo exige.",
    setUp: "Configurar un segundo factor",
    scan: "Escanee esto con una aplicación de autenticación en su teléfono, como Google Authenticator, Aegis o 1Password.",
    picture: "Código QR para la aplicación de autenticación",
    typeIt: "O escriba esta clave en la aplicación:",
    openApp: "Abrirlo en una aplicación de este dispositivo",
    typeCode: "Después escriba las seis cifras que muestra la aplicación.",
    code: "Código de la aplicación",
    confirm: "Confirmar",
    codes: "Sus códigos de recuperación",
    codesExplain:
      "Cada uno le permite entrar una vez si pierde el teléfono. No se vuelven a mostrar: imprímalos o guárdelos en un gestor de contraseñas.",
    copy: "Copiar",
    copied: "Copiado.",
    kept: "Los he guardado",
    renew: "Crear códigos de recuperación nuevos",
    renewExplain: "Los anteriores dejan de servir.",
    disable: "Desactivarlo",
    disableTitle: "¿Desactivar el segundo factor?",
    firstTitle: "Antes, un segundo factor",
    first: "Su función exige un segundo factor además de la contraseña. Son dos minutos y una aplicación en su teléfono.",
    goOn: "Continuar"
  }
}
