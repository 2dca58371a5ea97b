//! A mail that an operator sends to see whether a configuration works, before it is saved.

use std::time::Duration;

use connectors::{Advice, ConfigError, DeliveryError, FactoryId, Step};
use oidc_core::{
    account::{email::EmailAddress, usage_type::UsageType},
    event::EventKind,
};
use serde_json::{Map, Value};
use sign_in_ui::LanguageChoice;
use store::Tx;

use super::Connectors;
use crate::{
    breakdown::Breakdown,
    engine::Engine,
    failure::Failure,
    mail::{compose, letter::Letter, operator_letter::operator_letter, operator_limit},
    sign_in::send_code::Limited,
};

/// What stands for the code in such a mail.
const CODE: &str = "000000";

/// How long an answer is waited for, or shorter where a request may not take so long.
const PATIENCE: Duration = Duration::from_secs(25);

/// What is tried.
pub struct Trial {
    /// Which factory reads the configuration.
    pub factory: FactoryId,
    /// The configuration, saved or not. A mask in it stands for the secret of the connector that is
    /// saved.
    pub config: Map<String, Value>,
    /// To whom the mail goes.
    pub to: EmailAddress,
    /// What it is for.
    pub usage_type: UsageType,
    /// In which language; the one that is spoken where a language is not, when none is given.
    pub locale: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub struct Tried {
    /// What was done, in its order.
    pub steps: Vec<Step>,
    /// Whether the other side took the mail.
    pub outcome: Result<(), DeliveryError>,
    /// What helps, if it did not.
    pub advice: Option<Advice>,
    /// How long it took.
    pub took: Duration,
}

/// Why no mail was tried.
#[derive(Debug)]
pub enum NotTried {
    /// It would put a saved secret to another use, and whoever asks has not proven lately who they are.
    StepUp,
    /// The configuration does not fit.
    Config(ConfigError),
    /// The recipient has got as many mails as an operator may have sent.
    Limited(Limited),
}

impl Connectors {
    /// Sends one mail, and tells what the other side said.
    ///
    /// # Errors
    /// [`NotTried`].
    pub async fn try_out(
        &self,
        engine: &Engine,
        trial: &Trial,
    ) -> Result<Tried, Failure<NotTried>> {
        let now = self.clock.now();
        let unsaved = self.unsaved(trial.factory, &trial.config).await?;
        if unsaved.needs_step_up {
            return Err(Failure::Refused(NotTried::StepUp));
        }
        let built = unsaved.opened.build(&self.outbound);
        let connector = built.map_err(|why| Failure::Refused(NotTried::Config(why)))?;
        let caller = Some(&self.author.actor);
        let limited = operator_limit::claim(engine, &trial.to, caller, now).await?;
        limited.map_err(|why| Failure::Refused(NotTried::Limited(why)))?;
        let letter = letter(engine, trial)?;
        let lifetime = engine.snapshot().policy.code_lifetime;
        let mail = compose::composed(engine, &letter, lifetime).map_err(Breakdown::new)?;
        let began = std::time::Instant::now();
        let patience = PATIENCE.min(self.patience);
        let observed = connector.send_observed(&mail, now, patience).await;
        let tried = Tried {
            steps: observed.steps,
            outcome: observed.outcome,
            advice: observed.advice,
            took: began.elapsed(),
        };
        let data = [
            ("factory".to_owned(), trial.factory.as_str().into()),
            ("usage_type".to_owned(), trial.usage_type.as_str().into()),
            ("saved_secret".to_owned(), unsaved.uses_saved_secret.into()),
        ];
        self.note_trial(data.into_iter().collect(), &tried).await?;
        Ok(tried)
    }

    async fn note_trial(
        &self,
        mut data: Map<String, Value>,
        tried: &Tried,
    ) -> Result<(), Breakdown> {
        let outcome = match &tried.outcome {
            Ok(()) => "accepted",
            Err(error) => error.cause(),
        };
        data.insert("outcome".to_owned(), outcome.into());
        let data = &data;
        let write = |mut tx: Tx| async move {
            let kind = EventKind::ConnectorTested;
            self.note(&mut tx, kind, data.clone()).await
        };
        Ok(self.store.transact(write).await?)
    }
}

/// In the language that a visitor would get who asks for this one.
fn letter(engine: &Engine, trial: &Trial) -> Result<Letter, Breakdown> {
    let letter = Letter {
        usage_type: trial.usage_type,
        ..operator_letter(engine, trial.to.clone(), CODE.into())?
    };
    let Some(wanted) = &trial.locale else {
        return Ok(letter);
    };
    let locale = engine.mails.negotiate(&LanguageChoice {
        clicked: None,
        ui_locales: Some(wanted),
        cookie: None,
        accept_language: None,
        fallback: &letter.locale,
    });
    Ok(Letter {
        locale: locale.tag().to_owned(),
        ..letter
    })
}
