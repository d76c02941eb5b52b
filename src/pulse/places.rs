//! Places of those who follow a page live: a stream costs memory and wakes with every commit, so that nobody holds
//! many.

use crate::domain::id::PersonId;
use crate::domain::refusal::Refusal;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// So many pages one person follows at once, in all their browsers.
pub const MOST: usize = 50;

/// How many pages each person follows at this moment.
#[derive(Debug, Clone, Default)]
pub struct Places(Arc<Mutex<HashMap<PersonId, usize>>>);

/// One person's place at one page, given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    places: Places,
    person: PersonId,
}

impl Places {
    /// Takes a place, or refuses where the person follows too many pages already.
    pub fn take(&self, person: PersonId) -> Result<Place, Refusal> {
        self.count(person, |taken| {
            if *taken >= MOST {
                return Err(Refusal::too_often(format!(
                    "{MOST} pages are followed live already: close some first, or reload this one to see what is new."
                )));
            }
            *taken += 1;
            Ok(())
        })?;
        Ok(Place { places: self.clone(), person })
    }

    fn count<T>(&self, person: PersonId, change: impl FnOnce(&mut usize) -> T) -> T {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = places.entry(person).or_default();
        let done = change(taken);
        if *taken == 0 {
            places.remove(&person);
        }
        done
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.count(self.person, |taken| *taken -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_given_back_when_it_is_dropped() {
        let places = Places::default();
        let mut taken: Vec<Place> = (0..MOST).map(|_| places.take(PersonId(1)).unwrap()).collect();
        assert!(places.take(PersonId(1)).unwrap_err().sentence.contains("50 pages"));
        drop(places.take(PersonId(2)).unwrap());
        taken.pop();
        let again = places.take(PersonId(1)).unwrap();
        assert!(places.take(PersonId(1)).is_err());
        drop((again, taken));
        assert!(places.0.lock().unwrap().is_empty(), "nobody is remembered who follows nothing");
    }
}
