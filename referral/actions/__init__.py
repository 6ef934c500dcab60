"""What did somebody just do? One verb, one transaction, at least one entry."""
