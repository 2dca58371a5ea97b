//! A mail that an operator sends to see whether a configuration works, before it is saved.

use std::time::Duration;

use connectors::{Advice, ConfigError, DeliveryError, FactoryId, Step, factory::stripped};
use oidc_core::{account::email::EmailAddress, event::EventKind};
use serde_json::{Map, Value};

use super::{Connectors, opened::Opened};
use crate::{
    breakdown::Breakdown,
    engine::Engine,
    failure::Failure,
    mail::{compose, letter::Letter, operator_letter::operator_letter, operator_limit},
    sign_in::send_code::Limited,
};

/// What stands for the code in such a mail.
const CODE: &str = "000000";

/// What is tried.
pub struct Trial {
    /// Which factory reads the configuration.
    pub factory: FactoryId,
    /// The configuration, saved or not. A mask in it stands for the secret of the connector that is
    /// saved.
    pub config: Map<String, Value>,
    /// To whom the mail goes.
    pub to: EmailAddress,
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
        let config = self.completed(trial.factory, &trial.config).await?;
        let opened = Opened::Written(trial.factory, config);
        let built = opened.build(&self.outbound);
        let connector = built.map_err(|why| Failure::Refused(NotTried::Config(why)))?;
        let limited = operator_limit::claim(engine, &trial.to, now).await?;
        limited.map_err(|why| Failure::Refused(NotTried::Limited(why)))?;
        let letter = letter(engine, trial)?;
        let lifetime = engine.snapshot().policy.code_lifetime;
        let mail = compose::composed(engine, &letter, lifetime).map_err(Breakdown::new)?;
        let began = std::time::Instant::now();
        let observed = connector.send_observed(&mail, now).await;
        let tried = Tried {
            steps: observed.steps,
            outcome: observed.outcome,
            advice: observed.advice,
            took: began.elapsed(),
        };
        self.note_trial(trial.factory, &tried).await?;
        Ok(tried)
    }

    /// The configuration, with the secrets of the connector that is saved where masks stand for them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn completed(
        &self,
        factory: FactoryId,
        config: &Map<String, Value>,
    ) -> Result<Map<String, Value>, Breakdown> {
        let saved = self.list().await?;
        let saved = saved.iter().filter(|found| found.factory == factory);
        let config = saved.fold(config.clone(), |config, found| {
            factory.with_kept_secrets(config, &found.config)
        });
        Ok(stripped(&config))
    }

    async fn note_trial(&self, factory: FactoryId, tried: &Tried) -> Result<(), Breakdown> {
        let outcome = match &tried.outcome {
            Ok(()) => "accepted",
            Err(error) => error.cause(),
        };
        let data = [
            ("factory".to_owned(), factory.as_str().into()),
            ("outcome".to_owned(), outcome.into()),
        ];
        let written = self
            .store
            .transact(|mut tx| {
                let data = data.clone().into_iter().collect();
                async move { self.note(&mut tx, EventKind::ConnectorTested, data).await }
            })
            .await;
        Ok(written?)
    }
}

fn letter(engine: &Engine, trial: &Trial) -> Result<Letter, Breakdown> {
    let letter = operator_letter(engine, trial.to.clone(), CODE.into())?;
    Ok(Letter {
        locale: trial.locale.clone().unwrap_or(letter.locale),
        ..letter
    })
}
