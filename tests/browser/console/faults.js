// What keeps people out of the bookstore: the check that fails, what the operator may do about it, and in each language
// why it fails and what helps.

const cannot = (why) => new RegExp(`^\\S+ cannot sign in(?: to (?:Bookstore|Library))?: ${why}\\.$`);

const nePeutPas = (why) => new RegExp(`^\\S+ ne peut pas se connecter(?: à (?:Bookstore|Library))?\\s: ${why}\\.$`);

const WAIT = {
  en: 'Wait, or sign in with a browser that has signed in to this address before.',
  fr: 'Patientez, ou connectez-vous avec un navigateur qui s’est déjà connecté à cette adresse.',
};

export const noConnector = {
  check: 'mail',
  remedy: 'openConnectors',
  en: {
    why: cannot('No e-mail connector is configured, or it cannot be read'),
    cure: 'Configure the e-mail connector.',
  },
  fr: {
    why: nePeutPas('Aucun connecteur d’e-mail n’est configuré, ou il est illisible'),
    cure: 'Configurez le connecteur d’e-mail.',
  },
};

/** A mail that the provider does not take: what is at fault, with the status and the words of the provider. */
const givenUp = ({ en, fr }) => ({
  check: 'mail',
  remedy: 'openConnectors',
  en: {
    why: cannot(`The last mail to this address was given up: ${en}`),
    cure: 'Test the e-mail connector with this address.',
  },
  fr: {
    why: nePeutPas(`Le dernier e-mail à cette adresse a été abandonné\\s: ${fr}`),
    cure: 'Testez le connecteur d’e-mail avec cette adresse.',
  },
});

export const wrongKey = givenUp({
  en: 'the connector is misconfigured \\(401\\): .*Forbidden.*',
  fr: 'le connecteur est mal configuré \\(401\\)\\s: .*Forbidden.*',
});

export const refusedMail = givenUp({
  en: 'the mail was refused \\(400\\): .*not a valid address.*',
  fr: 'l’e-mail a été refusé \\(400\\)\\s: .*not a valid address.*',
});

export const closed = {
  check: 'account',
  remedy: 'openSignInExperience',
  en: {
    why: cannot('There is no account with this address, and people make none themselves'),
    cure: 'Make the account, or let people sign up.',
  },
  fr: {
    why: nePeutPas('Aucun compte n’existe avec cette adresse, et personne n’en crée soi-même'),
    cure: 'Créez le compte, ou autorisez la création de comptes.',
  },
};

export const suspended = {
  check: 'suspension',
  remedy: 'resumeUser',
  en: { why: cannot('The account is suspended'), cure: 'Lift the suspension.' },
  fr: { why: nePeutPas('Le compte est suspendu'), cure: 'Levez la suspension.' },
};

/** A limit of the address, which ends by itself. */
const limited = ({ en, fr }) => ({
  check: 'limits',
  remedy: 'liftLimits',
  en: { why: cannot(`${en}\\. It begins anew in \\d+ min`), cure: WAIT.en },
  fr: { why: nePeutPas(`${fr}\\. Le compte repart dans\\s\\d+\\smin`), cure: WAIT.fr },
});

export const wrongCodes = limited({
  en: 'As many wrong codes were typed for this address as may be',
  fr: 'Le nombre maximal de codes erronés a été saisi pour cette adresse',
});

export const manyMails = limited({
  en: 'As many codes were sent to this address as may be',
  fr: 'Le nombre maximal de codes a été envoyé à cette adresse',
});

/** An address that is not registered for an application, where another one is. */
export const notRegistered = (application, uri, other) => ({
  check: 'redirectUri',
  remedy: 'addRedirectUri',
  en: {
    why: cannot(`The redirect URI "${uri}" is not registered for ${application}\\. The nearest one that is: ${other}`),
    cure: 'The path differs from the registered one. This is the callback path of most guides.',
  },
  fr: {
    why: nePeutPas(
      `L’URI de redirection "${uri}" n’est pas enregistrée pour ${application}\\. La plus proche qui le soit\\s: ${other}`,
    ),
    cure: 'Le chemin diffère de celui qui est enregistré. C’est le chemin de retour de la plupart des guides.',
  },
});
