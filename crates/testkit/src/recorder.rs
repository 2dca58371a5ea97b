//! Reads along: every line that any of our crates, or anybody's, logs while a piece of work runs,
//! at any level, with all its fields; and the SQL statements among them.

use std::{
    fmt::{Debug, Write},
    future::Future,
    sync::{Arc, Mutex, OnceLock},
};

use tracing::{
    Event, Instrument, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
};

/// The span whose lines are kept.
const SPAN: &str = "witnessed";
/// Where the store says which statement it runs.
const STATEMENTS: &str = "store::statement";

/// One line, or the fields of one span.
#[derive(Debug, Clone)]
pub struct Line {
    /// Which module said it.
    pub target: String,
    /// All its fields.
    pub text: String,
}

type Lines = Arc<Mutex<Vec<Line>>>;

/// The jobs run in tasks of their own, outside of every span.
const JOBS: &str = "engine::jobs";

/// Keeps what is said while it looks, and what the jobs of any server say in the meantime.
#[derive(Debug, Clone, Default)]
pub struct Witness(Lines);

/// Everybody who looks, by number.
fn register() -> &'static Mutex<Vec<Lines>> {
    static REGISTER: OnceLock<Mutex<Vec<Lines>>> = OnceLock::new();
    REGISTER.get_or_init(|| {
        let subscriber = Registry::default().with(Recorder);
        tracing::subscriber::set_global_default(subscriber).expect("nobody else reads along");
        Mutex::default()
    })
}

impl Witness {
    /// One that has seen nothing yet.
    pub fn new() -> Self {
        Self(Lines::default())
    }

    /// Runs work and keeps everything it says.
    pub async fn watch<T>(&self, work: impl Future<Output = T>) -> T {
        let number = {
            let mut register = register().lock().unwrap();
            register.push(Arc::clone(&self.0));
            register.len() as u64
        };
        let span = tracing::info_span!("witnessed", number);
        work.instrument(span).await
    }

    /// Everything that was said.
    pub fn lines(&self) -> Vec<Line> {
        self.0.lock().unwrap().clone()
    }

    /// The statements that were run, in their order, and no longer remembered afterwards.
    pub fn take_statements(&self) -> Vec<String> {
        let lines = std::mem::take(&mut *self.0.lock().unwrap());
        let statements = lines.into_iter().filter(|line| line.target == STATEMENTS);
        statements.map(|line| line.text).collect()
    }
}

struct Recorder;

/// Marks a witnessed span.
struct Number(u64);

#[derive(Default)]
struct Fields {
    text: String,
    number: Option<u64>,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.text, "{}={value:?} ", field.name());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = write!(self.text, "{}={value} ", field.name());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.number = Some(value);
        let _ = write!(self.text, "{}={value} ", field.name());
    }
}

impl Recorder {
    fn keep<S>(scope: Option<&Id>, context: &Context<'_, S>, told: &Metadata<'_>, text: String)
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        let target = told.target().to_owned();
        let scope = scope.and_then(|id| context.span_scope(id));
        let number = scope.into_iter().flatten().find_map(|span| {
            let extensions = span.extensions();
            extensions.get::<Number>().map(|number| number.0)
        });
        let everybody = register().lock().unwrap();
        if let Some(number) = number {
            let lines = &everybody[usize::try_from(number - 1).unwrap()];
            lines.lock().unwrap().push(Line { target, text });
        } else if target.starts_with(JOBS) {
            // Whoever has stopped looking holds no second reference any more.
            for lines in everybody
                .iter()
                .filter(|lines| Arc::strong_count(lines) > 1)
            {
                let (target, text) = (target.clone(), text.clone());
                lines.lock().unwrap().push(Line { target, text });
            }
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let told = attributes.metadata();
        if told.name() == SPAN {
            let span = context.span(id).expect("a new span is known");
            let number = fields.number.expect("a witnessed span is numbered");
            span.extensions_mut().insert(Number(number));
            return;
        }
        Self::keep(Some(id), &context, told, fields.text);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        if let Some(metadata) = context.metadata(id) {
            Self::keep(Some(id), &context, metadata, fields.text);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let current = context.event_span(event).map(|span| span.id());
        Self::keep(current.as_ref(), &context, event.metadata(), fields.text);
    }
}
