package main

import (
	"github.com/gin-contrib/sessions"
)

// SessionStorage is the storage of the Go guide.
type SessionStorage struct {
	session sessions.Session
}

// GetItem reads an item of the session.
func (storage *SessionStorage) GetItem(key string) string {
	value := storage.session.Get(key)
	if value == nil {
		return ""
	}
	return value.(string)
}

// SetItem writes an item of the session.
func (storage *SessionStorage) SetItem(key, value string) {
	storage.session.Set(key, value)
	storage.session.Save()
}
