//! How the sign-in experience is read and changed, and what a change may be.

use oidc_core::{
    account::{
        experience::{
            InvalidBrandName, SignInExperience, SignInMethod, Unfit, check_brand_name,
            others::Unkept,
        },
        identifier::IdentifierKind,
        lockout::TRIES,
        verification_code,
    },
    connector::ConnectorKind,
    event::EventKind,
    source::Source,
};
use serde_json::{Map, Value, json};
use sign_in_ui::Locale;
use store::{Store, StoreError, Tx};

use super::{Layers, Setting, file_owned, own_limits::limits_of};
use crate::{
    author::Author, breakdown::Breakdown, clock::Clock, config::Mode, difference::short,
    engine::Engine, entropy::Entropy, failure::Failure, precondition::Precondition, span::Span,
};

/// Members by their names, each in the form in which it is stored. Each replaces the stored one
/// whole; those that are missing stay.
pub type Change = Map<String, Value>;

/// Why the settings were not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExperienceRefused {
    /// They are not any more what the change was made on.
    #[error("the settings have changed since they were read")]
    Changed,
    /// The file sets this member, and to something else.
    #[error("{0} is set in the configuration file")]
    DeclaredInFile(String),
    /// Pages are not written in it.
    #[error("there are no pages in {0:?}")]
    UnknownLanguage(String),
    /// They contradict themselves, or name a way in that is not offered.
    #[error("{0}")]
    Unfit(#[from] Unfit),
    /// They say what would have no effect.
    #[error("{0}")]
    Unkept(#[from] Unkept),
    /// The brand cannot be called so.
    #[error("{0}")]
    BrandName(#[from] InvalidBrandName),
    /// More tries than six digits withstand (T-45).
    #[error("a code of six digits can be guessed: it survives {TRIES} wrong guesses at most")]
    TooManyTries,
    /// Nothing to send codes by.
    #[error("there is no connector to send codes by")]
    NoConnector,
    /// Longer than a code may be good for.
    #[error("a code is good for ten minutes at most")]
    CodeTooLong,
}

/// What is there, and what is judged of a change on it.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The settings' rows.
    pub experience: Layers,
    limits: Layers,
    /// Whether a connector for mail is stored, be it one that cannot be used.
    has_connector: bool,
}

/// A change that may be made.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The row of what was set by the API.
    stored: Value,
    /// What is in force with it.
    pub in_force: SignInExperience,
}

/// Reads and changes the sign-in experience.
#[derive(Clone)]
pub struct Experience {
    /// Where it is kept.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Random values.
    pub entropy: Entropy,
    /// Who changes something.
    pub author: Author,
    /// The languages that pages are written in.
    pub languages: Vec<&'static str>,
    /// Whether codes reach the mailbox of development where no connector is stored.
    pub has_mailbox: bool,
}

impl Experience {
    /// Over what this node works with.
    pub fn of(engine: &Engine, author: Author) -> Self {
        let languages = engine.mails.locales().into_iter();
        Self {
            store: engine.store.clone(),
            clock: engine.clock.clone(),
            entropy: engine.entropy.clone(),
            author,
            languages: languages.map(Locale::tag).collect(),
            has_mailbox: engine.config.mode != Mode::Production,
        }
    }

    /// What is there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn find(&self) -> Result<Layers, StoreError> {
        self.store
            .read(|mut tx| async move { Layers::read(&mut tx, Setting::Experience).await })
            .await
    }

    /// What a change is judged on.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn standing(&self) -> Result<Standing, StoreError> {
        self.store
            .read(|mut tx| async move { Standing::read(&mut tx).await })
            .await
    }

    /// Changes some members; what is there then.
    ///
    /// # Errors
    /// [`ExperienceRefused`].
    pub async fn set(
        &self,
        change: &Change,
        precondition: &Precondition<'_, Layers>,
    ) -> Result<Layers, Failure<ExperienceRefused>> {
        let now = self.clock.now();
        self.store
            .transact(|mut tx| async move {
                tx.settings().hold().await?;
                let standing = Standing::read(&mut tx).await?;
                if !precondition.holds(&standing.experience) {
                    return Err(Failure::Refused(ExperienceRefused::Changed));
                }
                let changed = self.judge(&standing, change)?;
                let (before, stored) = (standing.experience.stored, changed.stored);
                let told = difference(before.as_ref(), &stored);
                if told.is_empty() {
                    let experience = Layers {
                        stored: before,
                        ..standing.experience
                    };
                    return Ok(experience);
                }
                let name = Setting::Experience.stored();
                tx.settings()
                    .put(name, &stored, Source::Console, now)
                    .await?;
                let (kind, at) = (EventKind::SettingsChanged, (&self.entropy, now));
                self.author.note(&mut tx, kind, at, told).await?;
                Ok(Layers {
                    stored: Some(stored),
                    ..standing.experience
                })
            })
            .await
    }

    /// Whether a change may be made, in the order in which programs expect it to be asked.
    ///
    /// # Errors
    /// [`ExperienceRefused`].
    pub fn judge(
        &self,
        standing: &Standing,
        change: &Change,
    ) -> Result<Changed, Failure<ExperienceRefused>> {
        let (mut stored, before) = (standing.stored(), standing.stored());
        stored.extend(change.clone());
        let asked = overlaid([&Value::Object(stored.clone())])?;
        let (row, of_file) = (Value::Object(stored.clone()), &standing.experience.of_file);
        let in_force = overlaid(std::iter::once(&row).chain(of_file))?;
        standing.check_file(&asked, &in_force, change)?;
        let before = Value::Object(before);
        let was = overlaid(std::iter::once(&before).chain(of_file))?;
        let touched = touched(&was, &in_force, change)?;
        let sends = standing.has_connector || self.has_mailbox;
        let checked = self.check(&was, &in_force, (&touched, sends));
        checked.map_err(Failure::Refused)?;
        for path in file_owned::members(of_file.as_ref()) {
            if path.first().is_some_and(|name| change.contains_key(name)) {
                file_owned::keep(&mut stored, &before, &path);
            }
        }
        Ok(Changed {
            stored: Value::Object(stored),
            in_force,
        })
    }

    /// What a change leaves as it was is no fault of it, whoever set it: the file may say what the
    /// API would not take, and so may an earlier version have done.
    fn check(
        &self,
        was: &SignInExperience,
        asked: &SignInExperience,
        (touched, has_connector): (&[&str], bool),
    ) -> Result<(), ExperienceRefused> {
        let says = |name: &str| touched.contains(&name);
        let language = asked.language_info.fallback_language.as_str();
        let is_new = language != was.language_info.fallback_language;
        if is_new && !self.languages.contains(&language) {
            return Err(ExperienceRefused::UnknownLanguage(language.to_owned()));
        }
        if says("signUp") || says("signIn") || says("signInMode") {
            if let Some(unfit) = asked.check().first() {
                return Err((*unfit).into());
            }
            if sends_codes(asked) && !has_connector && (says("signUp") || says("signIn")) {
                return Err(ExperienceRefused::NoConnector);
            }
        }
        let unkept = asked.check_others().into_iter();
        let mut unkept = unkept.filter(|why| why.members().iter().any(|name| says(name)));
        if let Some(why) = unkept.next() {
            return Err(why.into());
        }
        let name = asked.signet.name.as_deref().filter(|_| says("signet"));
        name.map_or(Ok(()), check_brand_name)?;
        if !says("verificationCodePolicy") {
            return Ok(());
        }
        let code = &asked.verification_code_policy;
        let longest = verification_code::LIFETIME;
        let lifetime = code.expiration_duration.map(Span::seconds);
        if lifetime.is_some_and(|span| span.lifetime() > longest) {
            return Err(ExperienceRefused::CodeTooLong);
        }
        if code.max_retry_attempts.is_some_and(|tries| tries > TRIES) {
            return Err(ExperienceRefused::TooManyTries);
        }
        Ok(())
    }
}

impl Standing {
    async fn read(tx: &mut Tx) -> Result<Self, StoreError> {
        Ok(Self {
            experience: Layers::read(tx, Setting::Experience).await?,
            limits: Layers::read(tx, Setting::Limits).await?,
            has_connector: tx.connectors().has(ConnectorKind::Email).await?,
        })
    }

    fn stored(&self) -> Map<String, Value> {
        match &self.experience.stored {
            Some(Value::Object(members)) => members.clone(),
            _ => Map::new(),
        }
    }

    /// What the file sets may be said again, and not otherwise.
    fn check_file(
        &self,
        asked: &SignInExperience,
        in_force: &SignInExperience,
        change: &Change,
    ) -> Result<(), Failure<ExperienceRefused>> {
        let declared = |name: String| Failure::Refused(ExperienceRefused::DeclaredInFile(name));
        let (wanted, shown) = (written(asked)?, written(in_force)?);
        for path in file_owned::members(self.experience.of_file.as_ref()) {
            let says = path.first().is_some_and(|name| change.contains_key(name));
            if says && file_owned::at(&wanted, &path) != file_owned::at(&shown, &path) {
                return Err(declared(file_owned::dotted(&path)));
            }
        }
        let (own, of_file) = (limits_of(asked), self.limits.of_file.as_ref());
        let limit = |name: &str, wanted: Option<Value>| {
            let set = of_file.and_then(|layer| layer.get(name));
            let differs = set.zip(wanted).is_some_and(|(set, wanted)| *set != wanted);
            differs.then(|| declared(format!("limits.{name}")))
        };
        let rate = own.failures_per_address.map(|rate| rate.to_string().into());
        let rate = change.get("sentinelPolicy").and(rate);
        let tries = own.code_tries.map(Value::from);
        let tries = change.get("verificationCodePolicy").and(tries);
        let refused = limit("failures_per_address", rate).or_else(|| limit("code_tries", tries));
        refused.map_or(Ok(()), Err)
    }
}

/// Whether codes are sent: to the addresses of new accounts, or to sign in.
fn sends_codes(asked: &SignInExperience) -> bool {
    let is_address = |kind: &IdentifierKind| *kind != IdentifierKind::Username;
    let by_code = |method: &SignInMethod| method.verification_code;
    asked.sign_up.identifiers.iter().any(is_address) || asked.sign_in.methods.iter().any(by_code)
}

/// The members that a change says to be other than they are in force.
fn touched<'a>(
    was: &SignInExperience,
    in_force: &SignInExperience,
    change: &'a Change,
) -> Result<Vec<&'a str>, Failure<ExperienceRefused>> {
    let (was, in_force) = (written(was)?, written(in_force)?);
    let said = change.keys().map(String::as_str);
    let differs = |name: &&str| was.get(*name) != in_force.get(*name);
    Ok(said.filter(differs).collect())
}

/// Of each member that differs what it was and what it is.
fn difference(before: Option<&Value>, after: &Value) -> Map<String, Value> {
    let none = Map::new();
    let before = before.and_then(Value::as_object).unwrap_or(&none);
    let after = after.as_object().unwrap_or(&none);
    let names = before.keys().chain(after.keys());
    let of =
        |row: &Map<String, Value>, name: &str| short(row.get(name).cloned().unwrap_or_default());
    let differing = names.filter(|name| before.get(*name) != after.get(*name));
    differing
        .map(|name| (name.clone(), json!([of(before, name), of(after, name)])))
        .collect()
}

fn overlaid<'a>(
    layers: impl IntoIterator<Item = &'a Value>,
) -> Result<SignInExperience, Failure<ExperienceRefused>> {
    SignInExperience::overlaid(layers).map_err(|error| Breakdown::new(error).into())
}

fn written(experience: &SignInExperience) -> Result<Value, Failure<ExperienceRefused>> {
    serde_json::to_value(experience).map_err(|error| Breakdown::new(error).into())
}
